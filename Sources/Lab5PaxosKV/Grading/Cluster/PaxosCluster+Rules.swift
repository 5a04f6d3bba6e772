import Harness
import LabKit
import LabRPC

// Whatever a scenario does, every message and the acceptor that it shows something of are held to the rules.

extension PaxosCluster: MessageWatcher {
    package func messageDidLeave(_ message: Message) {
        if let request = message.request(Prepare.self) {
            check { (rules) throws(LabFailure) in try prepareDidLeave(request, message, &rules) }
        } else if let request = message.request(Accept.self) {
            check { (rules) throws(LabFailure) in try acceptDidLeave(request, message, &rules) }
        }
    }

    package func messageDidArrive(_ message: Message) {
        guard message.isReply, let promise = message.reply(to: Prepare.self) else { return }
        rules.promise(promise, of: message.sender, didReach: message.receiver)
    }

    private func prepareDidLeave(
        _ request: Prepare, _ message: Message, _ rules: inout PaxosRules
    ) throws(LabFailure) {
        guard message.isReply else {
            if isServer(message.sender) { try rules.server(message.sender, didAsk: request) }
            return
        }
        guard let promise = message.reply(to: Prepare.self) else { return }
        isBegun = true
        try rules.acceptor(message.sender, didAnswer: request, promise)
        try look(at: message.sender, request.instance, isDiskRead: promise.isGranted && request.ballot > .zero, &rules)
    }

    private func acceptDidLeave(_ request: Accept, _ message: Message, _ rules: inout PaxosRules) throws(LabFailure) {
        guard message.isReply else {
            return try rules.machine(message.sender, isServer: isServer(message.sender), didAsk: request)
        }
        guard let reply = message.reply(to: Accept.self) else { return }
        try rules.acceptor(message.sender, didAnswer: request, reply)
        try look(at: message.sender, request.instance, isDiskRead: reply.isGranted, &rules)
    }

    private func isServer(_ number: Int) -> Bool { (0..<size).contains(number) }

    /// Looks at an acceptor whose answer is leaving, and at what would be left of it if it crashed now.
    private func look(
        at acceptor: Int, _ instance: Instance, isDiskRead: Bool, _ rules: inout PaxosRules
    ) throws(LabFailure) {
        guard let state = inspect(acceptor, instance) else { return }
        try rules.look(at: acceptor, instance, state)
        guard isDiskRead, isTrialDue(rules.instanceCount(of: acceptor)) else { return }
        let restored = servers.tryStart(acceptor, on: servers.disks[acceptor].storage) { trial, platform in
            world.visit(trial, on: platform) { $0.inspect(instance) }
        }
        try rules.lookAtDisk(of: acceptor, instance, restored, isTrial: true)
    }

    /// Whether to read a disk: the less often the more is on it, since that is how long it takes.
    private func isTrialDue(_ instances: Int) -> Bool {
        instances <= 12 || trialChoices.chance(12 / Double(instances))
    }

    /// A server has returned a value, or nothing.
    /// - Parameter earlier: the value that was chosen when it was asked.
    func checkReturned(
        _ value: PaxosValue?, at instance: Instance, by server: Int, chosenBefore earlier: PaxosValue?
    ) throws(LabFailure) {
        if let value {
            guard rules.chosen.value(at: instance) != value else { return }
            throw LabFailure(
                .returnedUnchosen, nodes: [server], section: "2.1",
                message: """
                    S\(server) returns '\(value.content)' for \(instance.brief), which no majority has told it had accepted in \
                    one ballot.
                    """,
                question: """
                    A vote that a reader sees may be that of a single acceptor. What makes it certain that its value is chosen?
                    """)
        }
        guard let earlier else { return }
        throw LabFailure(
            .missedValue, nodes: [server], section: "2.3",
            message: """
                S\(server) finds nothing in \(instance.brief), but '\(earlier.content)' was chosen before it was asked.
                """,
            question: "Of how many acceptors must a reader know that they have accepted nothing?")
    }

    /// Ends the run if a rule is broken.
    func check(_ body: (inout PaxosRules) throws(LabFailure) -> Void) {
        do throws(LabFailure) { try body(&rules) } catch { world.fail(error) }
    }
}

extension PaxosCluster: LifeObserver {
    /// A server was created from its disk: it must know all that it has told.
    package func serverDidStart(_ server: Int, isRestart: Bool) {
        check { (rules) throws(LabFailure) in
            for instance in rules.instances(of: server) {
                guard let state = inspect(server, instance) else { return }
                try rules.lookAtDisk(of: server, instance, state, isTrial: false)
                try rules.look(at: server, instance, state)
            }
        }
    }
}
