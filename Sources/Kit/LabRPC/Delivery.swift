import Simulation

/// The way of one copy of a request to the server, through its handler, and of the reply back.
final class Delivery: Event, TraceDetail, @unchecked Sendable {
    private enum Stage {
        /// On the way to the server.
        case request
        /// On the way to the server, but will be lost.
        case doomedRequest
        /// In the server's handler.
        case handling
        /// On the way back.
        case reply
        /// On the way back, but will be lost.
        case doomedReply
        /// Nobody answers; the caller hasn't noticed yet.
        case silence
        case over
    }

    let call: Call
    // The trace keeps deliveries after the run, so they must not keep the network. It outlives their way: events happen
    // only in a run, and whoever runs it holds the network. Unsafe, because they ask it a dozen times on that way.
    private unowned(unsafe) let network: Network
    private var stage: Stage
    private var server: Machine?
    private(set) var reply: [UInt8]?
    /// Whether it waits until somebody lets it go.
    private var isHeld = false
    /// What the network's observer noted when the request arrived.
    var stamp = 0
    /// Its place in the network's list of running handlers.
    var handlingIndex = 0

    init(call: Call, network: Network, isLost: Bool) {
        self.call = call
        self.network = network
        stage = isLost ? .doomedRequest : .request
    }

    private var from: Int { call.caller.number }
    private var to: Int { call.server }

    var machine: Machine? {
        switch stage {
        case .request: network.host(call.server)?.machine
        default: call.caller
        }
    }

    func happen() {
        switch stage {
        case .request: requestArrives()
        case .reply: replyArrives()
        case .doomedRequest: fail(.requestLost)
        case .doomedReply: fail(.replyLost)
        case .silence: fail(.unanswered)
        case .handling, .over: break
        }
    }

    // MARK: - Request

    private func requestArrives() {
        guard let host = network.host(to), network.canReach(from: from, to: to) else {
            return meetSilence()
        }
        stage = .handling
        let machine = host.machine
        let service = host.service
        server = machine
        network.requestDidArrive(self, bytes: call.arguments.count)
        network.interceptor?.messageDidArrive(Message(self, isReply: false))
        network.record(.requestArrived, subject: to, object: from, detail: self)
        machine.spawn(on: service.actor(for: call.method)) {
            self.network.handlerWillBegin(self)
            let reply = await service.answer(self.call.method, arguments: self.call.arguments)
            if machine.isRunning { self.handlerDidReturn(reply) }
        }
    }

    /// Nobody is there. The caller finds out later, as if by a time-out of its own.
    func meetSilence() {
        stage = .silence
        network.scheduleSilence(self)
    }

    // MARK: - Handler

    private func handlerDidReturn(_ reply: [UInt8]?) {
        guard stage == .handling else { return }
        network.handlerDidEnd(self)
        self.reply = reply
        call.copiesUnanswered -= 1
        let isEarlier = network.conditions.losesEarlierReplies && call.copiesUnanswered > 0
        let isLost = network.scheduleReply(self, from: to, to: from, isSilent: reply == nil || isEarlier)
        stage = isLost ? .doomedReply : .reply
        guard let reply else { return }
        network.record(
            .replySent, subject: to, object: from, fingerprint: network.fingerprint(reply), detail: self)
        network.replyDidLeave(to)
    }

    /// Called now and then while the handler runs: a caller whose server died or was cut off need not wait for it.
    func failIfUnreachable() {
        guard !canReplyArrive else { return }
        network.handlerDidEnd(self)
        fail(.unanswered)
    }

    /// A reply needs only the way back: a link that was cut in the direction of the request doesn't stop it.
    private var canReplyArrive: Bool {
        let isSent = stage == .reply && network.conditions.repliesOutliveServers
        return (isSent || server?.isRunning == true) && network.canReach(from: to, to: from)
    }

    // MARK: - Reply

    /// A reply counts only if the link is up and, unless conditions say otherwise, the server that sent it still runs
    /// when it arrives.
    private func replyArrives() {
        guard canReplyArrive, let reply else { return fail(.replyLost) }
        stage = .over
        if !call.isOver {
            network.replyDidArrive(at: from, self, bytes: reply.count)
            network.interceptor?.messageDidArrive(Message(self, isReply: true))
            network.record(.replyArrived, subject: from, object: to, detail: self)
        }
        call.end(reply)
    }

    private func fail(_ kind: TraceKind) {
        stage = .over
        network.record(kind, subject: from, object: to, detail: self)
        call.copyFailed()
    }

    // MARK: - Messages that a test picks

    /// It goes no further until somebody lets it go.
    func hold() {
        isHeld = true
        if reply == nil {
            network.record(.requestHeld, subject: from, object: to, detail: self)
        } else {
            network.record(.replyHeld, subject: to, object: from, detail: self)
        }
    }

    /// Ends the hold, if there is one: it arrives now, or is lost.
    func letGo(isLost: Bool) {
        guard isHeld else { return }
        isHeld = false
        if isLost { doom() }
        network.scheduleNow(self)
    }

    /// It will be lost on its way.
    func doom() { stage = reply == nil ? .doomedRequest : .doomedReply }

    // MARK: - Trace

    func describe(_ kind: TraceKind) -> String {
        switch kind.code {
        case TraceKind.replySent.code, TraceKind.replyArrived.code, TraceKind.replyHeld.code:
            "\(call.method.name) → \(call.method.describe(reply: reply ?? []))"
        default:
            call.method.describe(arguments: call.arguments)
        }
    }
}
