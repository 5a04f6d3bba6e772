import Harness
import LabKit
import Linearizability
import Simulation

/// What all clients asked and heard, and when.
package struct ClientHistory: Sendable {
    package typealias Operation = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>

    package private(set) var operations: [Operation] = []
    /// The number of each client's machine: who restarts is another client on the same machine.
    private var machines: [Int: Int] = [:]
    private var lastTime = -1

    /// Nothing yet.
    package init() {}

    /// From now on a client is on the machine of another number.
    package mutating func setMachine(of client: Int, to number: Int) {
        machines[client] = number
    }

    /// - Returns: the operation's place, by which it is ended.
    package mutating func begin(_ input: KeyValueModel.Input, by client: Int, at time: VirtualTime) -> Int {
        operations.append(Operation(client: client, input: input, output: nil, call: tick(time), end: nil))
        return operations.count - 1
    }

    package mutating func end(_ operation: Int, _ output: KeyValueModel.Output, at time: VirtualTime) {
        operations[operation].output = output
        operations[operation].end = tick(time)
    }

    /// The time in nanoseconds, at least one more than that of the event before. Much may happen at one virtual instant,
    /// but one after the other: who begins when another has its answer begins later.
    private mutating func tick(_ time: VirtualTime) -> Int {
        lastTime = max(lastTime + 1, Int(time.nanoseconds))
        return lastTime
    }
}

// MARK: - Linearizability

extension ClientHistory {
    /// How often the model may be asked about one history. It is steps and not time, so that the verdict is the same on
    /// every machine.
    private static var budget: Int { 5_000_000 }

    /// What the clients saw must be what one store could have answered, one operation after the other, each at some moment
    /// between its call and its return. To be asked when the run is over.
    /// - Parameters:
    ///   - question: what a tutor asks if it isn't.
    ///   - section: where the lab's paper has the rule; nil if it has none.
    /// - Returns: `notLinearizable` with the evidence; `undecided` if the search was given up; nil if all is well.
    package func failure(question: String, section: String?) -> LabFailure? {
        do {
            let verdict = try check(operations, KeyValueModel(), budget: Self.budget)
            switch verdict {
            case .linearizable: return nil
            case .notLinearizable(let evidence): return notLinearizable(verdict, evidence, question, section)
            case .undecided:
                return LabFailure(
                    .undecided,
                    message: """
                        whether the \(operations.count) operations of the clients are linearizable was not decided \
                        in \(Self.budget) steps; that is no pass.
                        """)
            }
        } catch {
            return LabFailure(.testError, message: "the recorded history is malformed: \(error)")
        }
    }

    private func machine(of client: Int) -> Int { machines[client] ?? client }

    private func notLinearizable(
        _ verdict: Verdict, _ evidence: Evidence, _ question: String, _ section: String?
    ) -> LabFailure {
        let explanation = Explanation(
            of: verdict, operations, KeyValueModel(), unit: TimeUnit(suffix: " s", size: 1_000_000_000))
        var failure = LabFailure(
            .notLinearizable, nodes: evidence.core.map { machine(of: operations[$0].client) }.uniqued(),
            section: section, message: explanation.words,
            question: question,
            picture: explanation.timeline(columns: 96).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init))
        // It is noticed when the run is over, long after.
        failure.lastEvent = evidence.core.map { operations[$0].end ?? operations[$0].call }.max()
            .map { VirtualTime(nanoseconds: UInt64($0)) }
        return failure
    }
}
