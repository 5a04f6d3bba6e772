import LabRPC
import Simulation

/// Sees what a machine does: its steps and its messages.
package protocol MachineObserver: AnyObject {
    /// A step of the machine is over, or the one in which it crashed.
    /// - Parameter isIsolated: whether the step was isolated to an actor. Others can't have changed an actor's state.
    func machineDidStep(_ machine: Machine, isIsolated: Bool)
    /// A request or a reply leaves the machine.
    func messageDidLeave(_ machine: Int, isReply: Bool)
    /// The machine begins to handle a request.
    func handlerWillBegin(at machine: Int, from caller: Int, _ method: any Method.Type, arguments: [UInt8])
    /// A request reaches the machine.
    /// - Returns: what comes back with the reply to this request, unseen by its code, and not negative; nil for nothing.
    func postmark(at machine: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int?
    /// A reply to a request with a postmark reaches the machine, which still waits for it.
    func replyDidArrive(at machine: Int, from other: Int, postmark: Int)
    /// The run is over: whoever is held for its sake can go.
    func runDidEnd()
}

/// Who sees what each machine does: the simulator and the network tell their one observer, which tells these.
final class MachineObservers: NetworkObserver {
    /// No postmark is negative.
    private static let noPostmark = -1

    private var observers: [(any MachineObserver)?] = []

    /// Lets somebody see what a machine does from now on.
    func observe(_ machine: Int, by observer: any MachineObserver) {
        if machine >= observers.count {
            observers.append(contentsOf: repeatElement(nil, count: machine + 1 - observers.count))
        }
        observers[machine] = observer
    }

    /// The run is over: forgets all of them.
    func runDidEnd() {
        for observer in observers { observer?.runDidEnd() }
        observers.removeAll()
    }

    private subscript(machine: Int) -> (any MachineObserver)? {
        observers.indices.contains(machine) ? observers[machine] : nil
    }

    func machineDidStep(_ machine: Machine, isIsolated: Bool) {
        self[machine.number]?.machineDidStep(machine, isIsolated: isIsolated)
    }

    func messageDidLeave(_ machine: Int, isReply: Bool) { self[machine]?.messageDidLeave(machine, isReply: isReply) }

    func requestDidArrive(at machine: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int {
        self[machine]?.postmark(at: machine, method, arguments: arguments) ?? Self.noPostmark
    }

    func handlerWillBegin(at machine: Int, from caller: Int, _ method: any Method.Type, arguments: [UInt8]) {
        self[machine]?.handlerWillBegin(at: machine, from: caller, method, arguments: arguments)
    }

    func replyDidArrive(at machine: Int, from server: Int, stamp: Int) {
        guard stamp != Self.noPostmark else { return }
        self[machine]?.replyDidArrive(at: machine, from: server, postmark: stamp)
    }
}
