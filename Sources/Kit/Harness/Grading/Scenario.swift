import Simulation

/// One test: what it runs against, and what is done with that.
package struct Scenario<Subject: Cluster>: Sendable {
    private let setup: Subject.Setup
    private let isUnreliable: Bool
    private let timeLimit: Duration
    private let stepLimit: Int
    private let body: @Sendable (Subject) async throws -> Void

    /// - Parameters:
    ///   - cluster: what it runs against.
    ///   - setup: how that is set up.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - timeLimit: the virtual time in which the scenario must be over.
    ///   - stepLimit: the most steps that it may take; more means that messages multiply. By default more than five times what
    ///     the longest run of the reference takes.
    ///   - body: what is done.
    package init(
        _ cluster: Subject.Type, _ setup: Subject.Setup, isUnreliable: Bool = false, timeLimit: Duration,
        stepLimit: Int = 1_000_000, body: @escaping @Sendable (Subject) async throws -> Void
    ) {
        self.setup = setup
        self.isUnreliable = isUnreliable
        self.timeLimit = timeLimit
        self.stepLimit = stepLimit
        self.body = body
    }

    /// Runs the scenario with one seed, in a world and with a cluster of its own.
    /// - Parameters:
    ///   - seed: everything random follows from it.
    ///   - traceEnd: the time after which no events are kept; nil to keep the latest of the run.
    /// - Returns: what came of it, pass or failure.
    package func run(seed: UInt64, traceEnd: VirtualTime? = nil) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(
            seed: seed, timeLimit: timeLimit, stepLimit: stepLimit, isUnreliable: isUnreliable,
            hasOwnService: Subject.hasOwnService, traceEnd: traceEnd)
        let cluster = Subject(setup, in: world)
        world.simulator.didRunOut = { [weak cluster] in
            if let failure = cluster?.whatWasWaitedFor { world.fail(failure) }
        }
        let body = body
        var failure = world.run {
            cluster.start()
            try await body(cluster)
            try await cluster.recover()
        }
        if failure == nil {
            failure = cluster.verdict
            failure?.virtualTime = world.seconds
        }
        return RunResult(
            seed: seed, failure: failure, world: world, cluster.figures,
            wall: clock.now - start)
    }
}
