/// What a scenario runs against: servers, clients, and the rules that they are held to.
///
/// A lab writes one, with the checks that its scenarios call.
package protocol Cluster: AnyObject, Sendable {
    /// What the scenario chooses about it.
    associatedtype Setup: Sendable

    /// Whether the service that the servers run is the solution's, and not the cluster's own stand-in.
    static var hasOwnService: Bool { get }

    /// Creates a cluster whose servers don't run yet.
    /// - Parameters:
    ///   - setup: what the scenario chooses.
    ///   - world: the run that it belongs to.
    init(_ setup: Setup, in world: World)

    /// Starts the servers, and what is to go wrong besides what the scenario does.
    func start()

    /// The scenario is over: ends every fault, and waits until all works again.
    /// - Throws: a `LabFailure` if it doesn't.
    func recover() async throws

    /// What went wrong if the run used all its time; nil if nothing is known beyond that.
    var whatWasWaitedFor: LabFailure? { get }

    /// What can be told only when the run is over, such as whether all that clients saw fits together; nil if all is well.
    var verdict: LabFailure? { get }

    /// What the report of a run tells of it.
    var figures: Figures { get }
}

extension Cluster {
    package var whatWasWaitedFor: LabFailure? { nil }
    package var verdict: LabFailure? { nil }
}

/// What the report of a run tells of a cluster.
package struct Figures: Sendable {
    /// How many servers there are.
    let servers: Int
    /// How far they came: entries applied, or what else a lab counts.
    let commits: Int
    /// Which paper the sections of failures are of.
    let paper: String
    /// What a solution to this lab has to write, in order.
    let parts: [Beginning]
    /// Where something is written: what has happened that can't happen without it.
    let begun: Set<Beginning>

    /// - Parameters:
    ///   - servers: how many servers there are.
    ///   - commits: how far they came.
    ///   - paper: which paper the sections of failures are of.
    ///   - parts: what a solution to this lab has to write, in order.
    ///   - begun: where something is written.
    package init(
        servers: Int, commits: Int, paper: String, parts: [Beginning] = [],
        begun: Set<Beginning> = []
    ) {
        self.servers = servers
        self.commits = commits
        self.paper = paper
        self.parts = parts
        self.begun = begun
    }
}
