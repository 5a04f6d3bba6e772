import LabKit

/// What an acceptor remembers and how it answers: rules 1 and 2. All of it must be on disk before an answer leaves.
struct Acceptor: Codable, Sendable {
    /// Only instances of which there is something to remember.
    private var states: [Instance: AcceptorState] = [:]
    /// The newest version of each key in which something was accepted here. A version is proposed when the one before is chosen,
    /// so all older ones are.
    private(set) var newestVersions: [String: Int] = [:]

    /// What it knows of an instance.
    subscript(instance: Instance) -> AcceptorState { states[instance] ?? AcceptorState() }

    /// Phase 1: promises to take no part in smaller ballots, and tells its vote in any case.
    /// - Parameter me: this acceptor's place.
    mutating func prepare(_ request: Prepare, me: Int) -> Promise {
        let state = self[request.instance]
        let isGranted = request.ballot >= state.promised
        // Who asks with no ballot at all leaves nothing behind: else every read of what nobody wrote would.
        if isGranted, request.ballot > .zero { states[request.instance, default: state].promised = request.ballot }
        return Promise(request, from: me, isGranted: isGranted, promised: state.promised, vote: state.vote)
    }

    /// Phase 2: accepts, unless it has promised not to. It may never have seen the Prepare of this ballot, so accepting is also
    /// a promise.
    /// - Parameter me: this acceptor's place.
    mutating func accept(_ request: Accept, me: Int) -> Accepted {
        let state = self[request.instance]
        let isGranted = request.ballot >= state.promised
        if isGranted {
            let vote = Vote(ballot: request.ballot, value: request.value)
            states[request.instance] = AcceptorState(promised: request.ballot, vote: vote)
            let newest = newestVersions[request.instance.key, default: 0]
            newestVersions[request.instance.key] = max(newest, request.instance.version)
        }
        return Accepted(request, from: me, isGranted: isGranted, promised: state.promised)
    }
}
