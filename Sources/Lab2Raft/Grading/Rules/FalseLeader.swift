import Harness
import LabRPC

/// Only the leader of a term sends entries, heartbeats and snapshots in it (section 5.2; Figure 2, rules for leaders).
///
/// No message is known here by its name. What leaders send is learned: a kind of request that comes again and again from a
/// server that leads, and never brings a candidate a vote. Whoever takes a newer term from such a request, or gives up its
/// own candidacy or leadership for it, was told by the sender that it leads this term. In raft.tla the action
/// `AppendEntries` asks for a leader.
struct FalseLeader: Rule {
    static let sources = [Source(paper: "5.2, Figure 2", specification: "AppendEntries", finds: .falseLeader)]

    func didHandle(
        _ request: Request, at receiver: Int, _ change: Change?, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure) {
        guard let change, !change.isRestart, cluster.requestKinds.isLeaders(request.method),
            cluster.leaders[change.after.term] != request.sender
        else { return }
        let term = change.after.term
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
