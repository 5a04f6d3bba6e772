import Harness
import LabKit

/// All rules of Paxos: what is told of messages and acceptors is held to each.
struct PaxosRules {
    /// What is chosen.
    private(set) var chosen: ChosenValues
    private var ballots = BallotRules()
    private var promises = KeptPromises()
    private var values: BackedValues
    private var durability = Durability()

    /// - Parameter servers: how many acceptors there are.
    init(servers: Int) {
        chosen = ChosenValues(servers: servers)
        values = BackedValues(servers: servers)
    }

    /// A server asks for promises, or only asks.
    func server(_ server: Int, didAsk request: Prepare) throws(LabFailure) {
        if request.ballot != .zero { try ballots.check(request.ballot, of: request.instance, from: server) }
    }

    /// A server asks for a value to be accepted, or the test does, which plays proposers that have other ballots.
    mutating func machine(_ machine: Int, isServer: Bool, didAsk request: Accept) throws(LabFailure) {
        try ballots.check(request)
        guard isServer else { return }
        try ballots.check(request.ballot, of: request.instance, from: machine)
        try values.check(request, from: machine)
    }

    /// An acceptor answers `Prepare`.
    mutating func acceptor(_ acceptor: Int, didAnswer request: Prepare, _ promise: Promise) throws(LabFailure) {
        try checkEcho(
            acceptor, promise.from, promise.instance == request.instance && promise.ballot == request.ballot)
        try promises.acceptor(acceptor, didPromise: promise)
        durability.acceptor(acceptor, didPromise: promise)
        if let vote = promise.vote { try chosen.acceptor(acceptor, didAccept: vote, at: promise.instance) }
    }

    /// An acceptor answers `Accept`.
    mutating func acceptor(_ acceptor: Int, didAnswer request: Accept, _ reply: Accepted) throws(LabFailure) {
        try checkEcho(acceptor, reply.from, reply.instance == request.instance && reply.ballot == request.ballot)
        try promises.acceptor(acceptor, didAnswer: reply)
        guard reply.isGranted else { return }
        let vote = Vote(ballot: request.ballot, value: request.value)
        durability.acceptor(acceptor, didAccept: vote, at: request.instance)
        try chosen.acceptor(acceptor, didAccept: vote, at: request.instance)
    }

    /// A promise reaches who asked for it.
    mutating func promise(_ promise: Promise, of acceptor: Int, didReach proposer: Int) {
        values.promise(promise, of: acceptor, didReach: proposer)
    }

    /// Looks at an acceptor.
    mutating func look(at acceptor: Int, _ instance: Instance, _ state: AcceptorState) throws(LabFailure) {
        try promises.look(at: acceptor, instance, state)
    }

    /// Looks at what a server would know if it were created from its disk.
    func lookAtDisk(
        of acceptor: Int, _ instance: Instance, _ restored: AcceptorState, isTrial: Bool
    ) throws(LabFailure) {
        try durability.check(acceptor, instance, restored: restored, isTrial: isTrial)
    }

    /// The instances of which an acceptor has told anything.
    func instances(of acceptor: Int) -> [Instance] { durability.instances(of: acceptor) }

    /// Of how many instances an acceptor has told anything.
    func instanceCount(of acceptor: Int) -> Int { durability.instanceCount(of: acceptor) }

    private func checkEcho(_ acceptor: Int, _ from: Int, _ isSameAttempt: Bool) throws(LabFailure) {
        if from == acceptor, isSameAttempt { return }
        throw LabFailure(
            .wrongReply, nodes: [acceptor], section: "2.2",
            message: """
                S\(acceptor) answers \(isSameAttempt ? "as S\(from)" : "for another instance or ballot than it was asked for").
                """,
            question: """
                A proposer recognises answers that come late or twice by instance, ballot and acceptor: are all three those \
                of the request and of this server?
                """)
    }
}
