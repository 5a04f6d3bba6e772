import Harness
import LabRPC

/// Only the leader of a term sends entries, heartbeats and snapshots in it (section 5.2; Figure 2, rules for leaders).
///
/// No message is known here by its name. What leaders send is learned: a kind of request that comes again and again from a
/// server that leads, and never brings a candidate a vote. Whoever takes a newer term from such a request, or gives up its
/// own candidacy or leadership for it, was told by the sender that it leads this term. In raft.tla the action
/// `AppendEntries` asks for a leader.
struct FalseLeader {
    /// A request that a server begins to handle in a step.
    struct Request {
        let sender: Int
        let method: any Method.Type
        /// The numbers in it that are called a term.
        let terms: () -> [Int]
    }

    /// So many requests of one kind to one server come from leaders only: nobody asks for one vote so often.
    private static let often = 5

    private struct Route: Hashable {
        let method: ObjectIdentifier
        let sender: Int
        let receiver: Int
        let term: Int
    }

    /// How often requests of a kind came from a server while it led a term.
    private var counts: [Route: Int] = [:]
    /// The kinds of request that leaders send.
    private var leadersMethods: Set<ObjectIdentifier> = []
    /// The kinds of request that bring votes.
    private var votersMethods: Set<ObjectIdentifier> = []

    /// A server has begun to handle a request in the step that is over.
    /// - Parameters:
    ///   - request: the request.
    ///   - receiver: the server.
    ///   - change: what the step did to it; nil if nothing.
    ///   - cluster: the cluster.
    /// - Throws: the violation.
    mutating func check(
        _ request: Request, at receiver: Int, _ change: Change?, in cluster: ClusterView
    ) throws(LabFailure) {
        let method = ObjectIdentifier(request.method)
        learn(method, from: request.sender, at: receiver, in: cluster)
        guard let change, !change.isRestart else { return }
        if change.newVote == request.sender, cluster.votes[change.after.term]?[receiver] == request.sender {
            votersMethods.insert(method)
        }
        let term = change.after.term
        guard leadersMethods.contains(method), !votersMethods.contains(method),
            cluster.leaders[term] != request.sender
        else { return }
        if term > change.before.term {
            throw violation(request, at: receiver, "took term \(term) from", term, in: cluster)
        }
        // A request of an older term should change nothing, but then it is the receiver that is wrong.
        guard change.before.role != .follower, change.after.role == .follower, request.terms().contains(term) else {
            return
        }
        let effect = "was a \(change.before.role.rawValue) and gave up for"
        throw violation(request, at: receiver, effect, term, in: cluster)
    }

    /// Whether a request that a candidate handles comes from the leader of its term, and says so.
    func comesFromLeader(_ request: Request, of term: Int, in cluster: ClusterView) -> Bool {
        let method = ObjectIdentifier(request.method)
        return cluster.leaders[term] == request.sender && leadersMethods.contains(method)
            && !votersMethods.contains(method) && request.terms().contains(term)
    }

    private mutating func learn(_ method: ObjectIdentifier, from sender: Int, at receiver: Int, in cluster: ClusterView)
    {
        let state = cluster.servers[sender].state
        guard state.role == .leader, !leadersMethods.contains(method) else { return }
        let route = Route(method: method, sender: sender, receiver: receiver, term: state.term)
        counts[route, default: 0] += 1
        if counts[route] == Self.often { leadersMethods.insert(method) }
    }

    private func violation(
        _ request: Request, at receiver: Int, _ effect: String, _ term: Int, in cluster: ClusterView
    ) -> LabFailure {
        LabFailure(
            .falseLeader, nodes: [request.sender, receiver], term: term, section: "5.2",
            message: """
                \(cluster.name(request.sender)) sent \(request.method.name) in term \(term), which it has never led: \
                \(cluster.name(receiver)) \(effect) this request, as from the leader of the term.
                """,
            question: """
                A task that was begun while the server led may run when it has been deposed, and find another term: is the \
                request made before the task begins, or are role and term compared again where it is made?
                """)
    }
}
