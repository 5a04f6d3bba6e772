import Simulation

/// An in-process network between simulated machines, with all the ways in which MIT's labrpc lets a message down, and
/// some more. Requests may overtake each other; no link has an order.
///
/// ```swift
/// let network = Network(simulator: simulator)
/// network.attach(machine, service: service)
/// network.conditions.setUnreliable(true)
/// network.setLink(from: 0, to: 1, isUp: false)      // one way only
/// let reply = await network.call(from: client, to: 1, method: Ping.self, arguments: bytes)
/// ```
public final class Network: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// A machine that can be reached until it crashes. Every machine crashes when the run is over, so that a service
    /// that holds the network is freed then.
    final class Host: Dependent {
        let machine: Machine
        let service: any Service
        private let network: Network

        init(machine: Machine, service: any Service, network: Network) {
            self.machine = machine
            self.service = service
            self.network = network
        }

        override func machineDidCrash() { network.detach(machine) }
    }

    /// How often a caller whose request is being handled notices that the server died or was cut off (MIT: 100 ms).
    private static let sweepInterval = Duration.milliseconds(100)

    /// What the network does to messages from now on.
    public var conditions: Conditions
    /// What crossed it so far.
    public private(set) var traffic = Traffic()

    /// Who is told of every message, for checks; it must not change anything. Whoever sets it takes it away again when
    /// the run is over, for it may hold the network.
    public var observer: (any NetworkObserver)?

    /// Who decides what becomes of single messages; nil for nobody. Whoever sets it takes it away again when the run is over.
    public var interceptor: (any MessageInterceptor)?

    private let simulator: Simulator
    private var hosts: [Host?] = []
    private var links = Links()
    private var generator: SeededGenerator
    private var handling: [Delivery] = []
    private var isSweepScheduled = false

    /// - Parameters:
    ///   - simulator: the run it belongs to; its randomness follows from that seed.
    ///   - conditions: what it does to messages at first.
    public init(simulator: Simulator, conditions: Conditions = .reliable()) {
        self.simulator = simulator
        self.conditions = conditions
        generator = SeededGenerator(seed: simulator.seed, purpose: "network")
    }

    // MARK: - Servers

    /// Makes a machine reachable under its number, until it crashes; replaces the machine that had it before. A machine
    /// with a negative number can call others, but nobody reaches it.
    public func attach(_ machine: Machine, service: any Service) {
        guard machine.number >= 0 else { return }
        if machine.number >= hosts.count {
            hosts.append(contentsOf: repeatElement(nil, count: machine.number + 1 - hosts.count))
        }
        let host = Host(machine: machine, service: service, network: self)
        hosts[machine.number] = machine.adopt(host) ? host : nil
        traffic.startCounting(for: machine.number)
    }

    /// Removes a machine; requests to it go unanswered.
    public func detach(_ machine: Machine) {
        guard let host = host(machine.number), host.machine === machine else { return }
        machine.release(host)
        hosts[machine.number] = nil
    }

    func host(_ number: Int) -> Host? {
        hosts.indices.contains(number) ? hosts[number] : nil
    }

    // MARK: - Links

    /// Cuts or mends the link in one direction.
    public func setLink(from: Int, to: Int, isUp: Bool) {
        links.setCut(!isUp, from: from, to: to)
    }

    /// Whether messages pass in this direction.
    public func canReach(from: Int, to: Int) -> Bool {
        !links.isCut(from: from, to: to)
    }

    /// Gives a link a latency of its own; nil for the network's.
    public func setLatency(_ latency: Latency?, from: Int, to: Int) {
        links.setLatency(latency, from: from, to: to)
    }

    /// Makes every message from and to a machine take `factor` times as long; 1 ends it.
    public func setSlowdown(_ factor: Double, of machine: Int) {
        links.setSlowdown(factor, of: machine)
    }

    // MARK: - Calls

    /// Calls a procedure at another machine.
    /// - Parameters:
    ///   - caller: the machine that calls.
    ///   - server: the number of the machine that is asked.
    ///   - method: the procedure.
    ///   - arguments: its encoded arguments.
    ///   - timeout: how long to wait at most, by the caller's clock; nil to wait as long as it takes.
    ///   - isolation: the caller's actor, on which all of this stays.
    /// - Returns: the encoded reply; nil if the request or the reply was lost, the server is dead or unreachable, time
    ///   is out, or the calling task was cancelled. The caller can't tell which.
    public func call(
        from caller: Machine, to server: Int, method: any Method.Type, arguments: [UInt8], timeout: Duration? = nil,
        isolation: isolated (any Actor)? = #isolation
    ) async -> [UInt8]? {
        guard caller.isOnRunThread() else { return nil }
        guard caller.isRunning, !Task.isCancelled else {
            // Never without a step: a loop that calls on and on can then be counted and stopped.
            await Task.yield()
            return nil
        }
        let call = Call(
            caller: caller, server: server, method: method, arguments: arguments,
            isActorWaiting: isolation != nil)
        return await withTaskCancellationHandler {
            _ = isolation
            return await withUnsafeContinuation(isolation: isolation) { continuation in
                guard call.begin(continuation) else { return }
                send(call)
                if let timeout {
                    simulator.schedule(call, at: caller.trueTime(ofLocal: caller.localTime + timeout))
                }
            }
        } onCancel: {
            if caller.isOnRunThread() { call.end(nil) }
        }
    }

    private func send(_ call: Call) {
        observer?.messageDidLeave(call.caller.number, isReply: false)
        traffic.count(callOf: call.method, by: call.caller.number, bytes: call.arguments.count)
        let delivery = sendCopy(of: call, isLost: generator.chance(conditions.requestLoss))
        record(
            .requestSent, subject: call.caller.number, object: call.server,
            fingerprint: fingerprint(call.arguments), detail: delivery)
        if generator.chance(conditions.duplication) {
            call.copiesUnderWay += 1
            call.copiesUnanswered += 1
            _ = sendCopy(of: call, isLost: false)
        }
    }

    private func sendCopy(of call: Call, isLost: Bool) -> Delivery {
        let delivery = Delivery(call: call, network: self, isLost: isLost)
        guard let interceptor else {
            scheduleRequest(delivery)
            return delivery
        }
        let fate = interceptor.fate(of: Message(delivery, isReply: false))
        if fate == .held, !isLost {
            delivery.hold()
        } else {
            if fate == .lost { delivery.doom() }
            scheduleRequest(delivery, late: fate.delay)
        }
        for _ in 0..<fate.copies { scheduleCopy(of: call) }
        return delivery
    }

    private func scheduleCopy(of call: Call) {
        call.copiesUnderWay += 1
        call.copiesUnanswered += 1
        scheduleRequest(Delivery(call: call, network: self, isLost: false))
    }

    private func scheduleRequest(_ delivery: Delivery, late: UInt64 = 0) {
        let (from, to) = (delivery.call.caller.number, delivery.call.server)
        guard canReach(from: from, to: to), host(to) != nil else { return delivery.meetSilence() }
        var delay = travelTime(from: from, to: to) + late
        if let extra = conditions.requestDelay { delay += generator.nanoseconds(in: extra) }
        simulator.schedule(delivery, at: arrival(after: delay, at: to))
    }

    /// How long one message takes, in nanoseconds.
    private func travelTime(from: Int, to: Int) -> UInt64 {
        let latency = links.latency(from: from, to: to) ?? conditions.latency
        let time = latency.draw(using: &generator)
        let slowdown = links.slowdown(from: from, to: to)
        return slowdown == 1 ? time : UInt64(min(Double(time) * slowdown, 1e18))
    }

    private func after(_ nanoseconds: UInt64) -> VirtualTime {
        simulator.now.advanced(byNanoseconds: nanoseconds)
    }

    /// When a message arrives at a machine that takes so many nanoseconds.
    private func arrival(after delay: UInt64, at machine: Int) -> VirtualTime {
        let time = after(delay)
        if conditions.timerWait > .zero, let machine = host(machine)?.machine,
            let timer = simulator.nextTimer(of: machine, from: time, to: time + conditions.timerWait)
        {
            return timer
        }
        let interval = UInt64(max(0, conditions.arrivalInterval.wholeNanoseconds))
        guard interval > 0, time.nanoseconds % interval > 0, conditions.arrivalReceivers?.contains(machine) ?? true
        else {
            return time
        }
        return time.advanced(byNanoseconds: interval - time.nanoseconds % interval)
    }

    // MARK: - What deliveries need

    func replyDidLeave(_ machine: Int) { observer?.messageDidLeave(machine, isReply: true) }

    func scheduleSilence(_ delivery: Delivery) {
        simulator.schedule(delivery, at: after(generator.nanoseconds(in: conditions.silence)))
    }

    /// - Parameter isSilent: whether the handler chose not to answer, which to the caller is a lost reply.
    /// - Returns: whether the reply will be lost.
    func scheduleReply(_ delivery: Delivery, from: Int, to: Int, isSilent: Bool) -> Bool {
        var isLost = generator.chance(conditions.replyLoss) || isSilent || !canReach(from: from, to: to)
        var delay = travelTime(from: from, to: to)
        if let interceptor, !isSilent {
            let fate = interceptor.fate(of: Message(delivery, isReply: true))
            if fate == .held, !isLost {
                delivery.hold()
                return false
            }
            isLost = isLost || fate == .lost
            delay += fate.delay
        }
        if !isLost, generator.chance(conditions.replyHold) {
            // MIT: 200 + rand(1 + rand(2000)) ms, which favours the shorter.
            let longest = generator.next(below: 2000)
            delay += 1_000_000 * (200 + generator.next(below: 1 + longest))
        }
        simulator.schedule(delivery, at: arrival(after: delay, at: to))
        return isLost
    }

    func scheduleNow(_ delivery: Delivery) { simulator.schedule(delivery, at: simulator.now) }

    func requestDidArrive(_ delivery: Delivery, bytes: Int) {
        traffic.requestsReceived[delivery.call.server] += 1
        traffic.bytesReceived[delivery.call.server] += bytes
        delivery.handlingIndex = handling.count
        handling.append(delivery)
        scheduleSweep()
        let call = delivery.call
        delivery.stamp =
            observer?.requestDidArrive(at: call.server, call.method, arguments: call.arguments) ?? 0
    }

    func handlerWillBegin(_ delivery: Delivery) {
        let call = delivery.call
        observer?.handlerWillBegin(
            at: call.server, from: call.caller.number, call.method, arguments: call.arguments)
    }

    func handlerDidEnd(_ delivery: Delivery) {
        let last = handling.removeLast()
        if last !== delivery {
            handling[delivery.handlingIndex] = last
            last.handlingIndex = delivery.handlingIndex
        }
    }

    func replyDidArrive(at machine: Int, _ delivery: Delivery, bytes: Int) {
        observer?.replyDidArrive(at: machine, from: delivery.call.server, stamp: delivery.stamp)
        traffic.bytes += bytes
        if traffic.bytesReceived.indices.contains(machine) { traffic.bytesReceived[machine] += bytes }
    }

    // MARK: - Sweep

    private func scheduleSweep() {
        guard !isSweepScheduled else { return }
        isSweepScheduled = true
        simulator.schedule(Sweep(network: self), at: simulator.now + Self.sweepInterval)
    }

    fileprivate func sweep() {
        isSweepScheduled = false
        for delivery in handling { delivery.failIfUnreachable() }
        if !handling.isEmpty { scheduleSweep() }
    }

    // MARK: - Trace

    func record(_ kind: TraceKind, subject: Int, object: Int, fingerprint: UInt64 = 0, detail: Delivery) {
        simulator.trace.record(kind, subject: subject, object: object, fingerprint: fingerprint, detail: detail)
    }

    func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        var digest = Digest()
        digest.mix(bytes)
        return digest.value
    }
}

extension MessageFate {
    /// How much longer the message takes, in nanoseconds.
    fileprivate var delay: UInt64 {
        if case .delayed(let duration) = self { duration.wholeNanoseconds } else { 0 }
    }

    /// How many copies come after it.
    fileprivate var copies: Int {
        if case .repeated(let times) = self { times } else { 0 }
    }
}

/// The moment at which callers notice that a server which is handling their request died or was cut off.
private final class Sweep: Event {
    private unowned let network: Network

    init(network: Network) {
        self.network = network
    }

    var machine: Machine? { nil }

    func happen() { network.sweep() }
}
