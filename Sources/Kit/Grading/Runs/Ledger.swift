import Foundation

/// What one process reported, as far as it counts: for each (test, seed) that it was asked to run exactly one line, and of
/// those that claim a pass only the ones that prove it. Whatever else it wrote is worth nothing.
package struct Ledger: Sendable {
    /// What came of a run that was asked for.
    package enum Entry: Equatable, Sendable {
        case passed(digest: String)
        case failed(Failure)
        /// Several lines claim to be the one, so none is.
        case repeated
        /// It claims a pass without proof.
        case unproven
    }

    /// What was wrong, as the grader put it.
    package struct Failure: Codable, Equatable, Sendable {
        package let kind: String
        package let message: String
        package let question: String?
        package let section: String?

        /// The kinds with which lab code takes the whole process down.
        var endedProcess: Bool { ["crashed", "blocked"].contains(kind) }
    }

    private struct Line: Decodable {
        let test: String
        let seed: UInt64
        let passed: Bool
        let digest: String
        let proof: String?
        let failure: Failure?
    }

    private struct Pair: Hashable {
        let test: String
        let seed: UInt64
    }

    private let proofs: [Pair: String]
    private var entries: [Pair: Entry] = [:]
    /// How many lines belong to no run that was asked for.
    package private(set) var unknown = 0

    /// - Parameters:
    ///   - tests: the tests that the process is asked to run.
    ///   - seeds: the seeds of each.
    package init(tests: [String], seeds: [UInt64]) {
        var proofs: [Pair: String] = [:]
        for test in tests {
            for seed in seeds { proofs[Pair(test: test, seed: seed)] = Self.secret() }
        }
        self.proofs = proofs
    }

    private static func secret() -> String {
        let number = UInt64.random(in: 0 ... .max)
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The order for the process.
    package func order(tests: [String], seeds: [UInt64]) throws -> Data {
        struct Order: Encodable {
            let seeds: [UInt64]
            let proofs: [String: [String]]
        }
        let proofs = tests.map { test in (test, seeds.map { self.proofs[Pair(test: test, seed: $0)] ?? "" }) }
        return try JSONEncoder().encode(Order(seeds: seeds, proofs: Dictionary(uniqueKeysWithValues: proofs)))
    }

    /// Takes a line.
    /// - Parameter data: the line; nil if it was longer than any may be.
    /// - Returns: whether it is the first of a run that was asked for.
    package mutating func take(_ data: Data?) -> Bool {
        guard let data, let line = try? JSONDecoder().decode(Line.self, from: data),
            let proof = proofs[Pair(test: line.test, seed: line.seed)]
        else {
            unknown += 1
            return false
        }
        let pair = Pair(test: line.test, seed: line.seed)
        guard entries[pair] == nil else {
            entries[pair] = .repeated
            return false
        }
        entries[pair] =
            if let failure = line.failure { .failed(failure.capped) } else if line.passed, line.proof == proof {
                .passed(digest: String(line.digest.prefix(16)))
            } else { .unproven }
        return true
    }

    /// What came of a run; nil if nothing is known of it.
    package func entry(_ test: String, _ seed: UInt64) -> Entry? { entries[Pair(test: test, seed: seed)] }

    /// The tests that it has any entry of.
    package var tests: Set<String> { Set(entries.keys.map(\.test)) }
}

extension Ledger.Failure {
    /// The same, no longer than a report may be.
    fileprivate var capped: Ledger.Failure {
        Ledger.Failure(
            kind: String(kind.prefix(64)), message: message.capped, question: question?.capped,
            section: section.map { String($0.prefix(64)) })
    }
}
