import CRunOrder
import Foundation

/// What the process that grades a submission asks of this one, and only this one may know: the seeds, and a secret for each
/// (test, seed) that is given back when the run passed, and only then. Who doesn't know it can't claim a pass.
///
/// It comes through a pipe that is empty and closed before any code of the submission runs. It then lies in the memory of
/// this process, where code that reads any memory would find it: against that, only processes of their own help.
struct RunOrder: Decodable, Sendable {
    /// The seeds of every test, in order.
    package let seeds: [UInt64]
    /// The secrets of each test, one for each seed.
    private let proofs: [String: [String]]

    /// What proves that a run passed; nil if nobody asked for that run.
    package func proof(of test: String, seed: UInt64) -> String? {
        guard let proofs = proofs[test], let place = seeds.firstIndex(of: seed), place < proofs.count else {
            return nil
        }
        return proofs[place]
    }

    /// The order of this process, which can be taken once; nil if nobody gave one.
    /// - Throws: `LabEnvironment.Problem` if it can't be understood.
    static func take() throws -> RunOrder? {
        var length = 0
        guard let bytes = quorum_take_run_order(&length) else { return nil }
        defer { quorum_forget_run_order(bytes, length) }
        let data = Data(bytesNoCopy: bytes, count: length, deallocator: .none)
        guard let order = try? JSONDecoder().decode(RunOrder.self, from: data), !order.seeds.isEmpty else {
            throw LabEnvironment.Problem(description: "LAB_ORDER=1 is set, but descriptor 3 brought no order.")
        }
        return order
    }
}
