import Harness
import LabKit
import Linearizability

/// The clients of a key/value service under test, and what all of them asked and heard.
package final class KVClients<Clerk: KeyValueOperations> {
    let world: World
    private let makeClerk: (Node) -> Clerk
    package private(set) var history = ClientHistory()
    /// What a tutor asks when a client reads a wrong value.
    package var questionOfValues = """
        Each command takes effect once, in the log's order, before its client hears of it: was one executed twice, taken for \
        a copy of another command and not executed, or answered before it was committed?
        """
    /// What a tutor asks when no order explains what the clients saw.
    package var questionOfOrder = """
        Was a read answered from a state that lacked a finished write (a deposed leader, a get that didn't go through the \
        log), or a write executed twice or lost (duplicate table, snapshot)?
        """
    /// Where the lab's paper says what clients may see; nil if it doesn't.
    package var sectionOfOrder: String? = "8"
    private var count = 0
    private var historyClients = 0
    /// What was asked and has no answer yet, by its place in the history.
    private var waiting: [Int: Waiting] = [:]

    /// An operation without an answer.
    package struct Waiting {
        /// The number of the client's machine.
        package let machine: Int
        package let input: KeyValueModel.Input
        package let since: Double
    }

    /// - Parameters:
    ///   - world: the run they belong to.
    ///   - makeClerk: creates the clerk of a client on its machine.
    package init(world: World, makeClerk: @escaping (Node) -> Clerk) {
        self.world = world
        self.makeClerk = makeClerk
    }

    /// A new client on a machine of its own.
    /// - Parameter makeClerk: creates its clerk, if that isn't one like all others'.
    package func make(_ makeClerk: ((Node) -> Clerk)? = nil) -> KVClient<Clerk> {
        let number = count
        count += 1
        return make(
            number: number, machine: world.addMachine("C\(number)", isServer: false), makeClerk ?? self.makeClerk)
    }

    /// Crashes a client's machine, and starts it again with a new clerk.
    package func restart(_ client: KVClient<Clerk>) -> KVClient<Clerk> {
        client.leave()
        return make(number: client.number, machine: client.machine, makeClerk)
    }

    private func make(number: Int, machine: Int, _ makeClerk: (Node) -> Clerk) -> KVClient<Clerk> {
        let platform = world.boot(machine, disk: SimulatedDisk())
        let node = Node(platform: platform)
        let clerk = platform.machine.perform { makeClerk(node) }
        // A machine that restarts is another client: the first may have left an operation open.
        let historyNumber = historyClients
        historyClients += 1
        history.setMachine(of: historyNumber, to: machine)
        return KVClient(
            number: number, machine: machine, historyNumber: historyNumber, clerk: clerk, platform: platform,
            clients: self)
    }

    func begin(_ input: KeyValueModel.Input, of machine: Int, by historyClient: Int) -> Int {
        let operation = history.begin(input, by: historyClient, at: world.now)
        waiting[operation] = Waiting(machine: machine, input: input, since: world.seconds)
        return operation
    }

    func end(_ operation: Int, _ output: KeyValueModel.Output) {
        waiting[operation] = nil
        history.end(operation, output, at: world.now)
    }

    /// A client is taken away, and waits no longer.
    func forget(_ machine: Int) {
        waiting = waiting.filter { $0.value.machine != machine }
    }

    /// What was wrong with what the clients saw, to be asked when the run is over; nil if it is linearizable.
    package var failure: LabFailure? { history.failure(question: questionOfOrder, section: sectionOfOrder) }

    /// The operation that has waited longest.
    package var longestWaiting: Waiting? { waiting.min { $0.key < $1.key }?.value }
}
