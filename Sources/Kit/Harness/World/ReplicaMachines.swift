import LabRPC
import Simulation

/// The machines of a group of servers: tells observers what they do.
///
/// It knows no solution's types, unlike the group. It is asked at every step of every server, and finding the metadata of
/// generic types would take longer than all that it does.
final class ReplicaMachines: MachineObserver {
    /// The machine that each server runs on; nil for those that don't run.
    var running: [Machine?]
    var lifeObservers: [any LifeObserver] = []
    var stepObservers: [any StepObserver] = []
    private let first: Int
    private let nemesis: Nemesis
    /// Crashes a server for a while.
    var crash: ((_ server: Int, _ outage: Duration) -> Void)?

    /// - Parameters:
    ///   - numbers: the machines' numbers, one after the other.
    ///   - nemesis: who may crash them.
    init(numbers: [Int], nemesis: Nemesis) {
        first = numbers.first ?? 0
        running = Array(repeating: nil, count: numbers.count)
        self.nemesis = nemesis
    }

    /// A machine's place in the group; nil if it has none.
    private func place(of machine: Int) -> Int? {
        running.indices.contains(machine - first) ? machine - first : nil
    }

    func machineDidStep(_ machine: Machine, isIsolated: Bool) {
        guard machine.isRunning else {
            for observer in stepObservers { observer.stepWithoutPowerDidEnd() }
            return
        }
        guard let server = place(of: machine.number), running[server] === machine else { return }
        for observer in stepObservers { observer.serverDidStep(server, isIsolated: isIsolated) }
        if let outage = nemesis.serverDidStep(on: machine.number) { crash?(server, outage) }
    }

    func messageDidLeave(_ machine: Int, isReply: Bool) {
        guard let server = place(of: machine) else { return }
        if isReply { nemesis.serverDidReply(on: machine) }
        for observer in stepObservers { observer.messageDidLeave(server, isReply: isReply) }
    }

    func handlerWillBegin(at machine: Int, from caller: Int, _ method: any Method.Type, arguments: [UInt8]) {
        guard let server = place(of: machine) else { return }
        for observer in stepObservers {
            observer.handlerWillBegin(at: server, from: place(of: caller), method, arguments: arguments)
        }
    }

    func postmark(at machine: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int? {
        guard let server = place(of: machine) else { return nil }
        for observer in stepObservers {
            if let postmark = observer.postmark(at: server, method, arguments: arguments) { return postmark }
        }
        return nil
    }

    func replyDidArrive(at machine: Int, from other: Int, postmark: Int) {
        guard let server = place(of: machine), let other = place(of: other) else { return }
        for observer in stepObservers { observer.replyDidArrive(at: server, from: other, postmark: postmark) }
    }

    func runDidEnd() {
        lifeObservers = []
        stepObservers = []
        crash = nil
    }
}
