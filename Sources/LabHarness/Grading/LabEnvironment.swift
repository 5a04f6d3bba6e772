import CDeterministicHashing
import Foundation

/// What a person asks of the graders through environment variables.
struct LabEnvironment: Sendable {
    /// The seeds to run, in order.
    let seeds: [UInt64]
    /// The results file, if one is wanted.
    let results: String?

    /// How many seeds a test runs when nothing else is asked for.
    static let defaultSeedCount: UInt64 = 10

    /// A variable that can't be understood.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter variables: the process's environment.
    /// - Throws: `Problem`, with one sentence that says what to write instead.
    init(_ variables: [String: String]) throws {
        if let seed = variables["LAB_SEED"], !seed.isEmpty {
            guard let number = Self.seed(seed) else {
                throw Problem(
                    description: """
                        LAB_SEED=\(seed.debugDescription) is not a seed: write a number from 0 to 2^64 - 1, such as LAB_SEED=42 or \
                        LAB_SEED=0x2a.
                        """)
            }
            seeds = [number]
        } else {
            let text = variables["LAB_SEEDS"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(Self.defaultSeedCount)"
            guard let count = Self.number(text[...], radix: 10), (1...1_000_000).contains(count) else {
                throw Problem(
                    description: """
                        LAB_SEEDS=\(text.debugDescription) is not a number of seeds: write a number from 1 to 1000000, such as \
                        LAB_SEEDS=100.
                        """)
            }
            seeds = Array(1...count)
        }
        results = variables["LAB_RESULTS"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads a seed, decimal or hexadecimal with `0x`.
    private static func seed(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? number(text.dropFirst(2), radix: 16) : number(text[...], radix: 10)
    }

    /// Reads digits only, while `UInt64(_:radix:)` takes a sign too.
    private static func number(_ digits: Substring, radix: Int) -> UInt64? {
        digits.allSatisfy(\.isHexDigit) ? UInt64(digits, radix: radix) : nil
    }

    /// A seed as people write it.
    static func name(ofSeed seed: UInt64) -> String { "0x" + String(seed, radix: 16) }

    /// This process's environment. A problem with it ends the process with status 2 and one clear line, before any
    /// test could pass or fail for the wrong reason.
    static let current: LabEnvironment = {
        if !quorum_hashing_is_deterministic() {
            note(
                """
                note: SWIFT_DETERMINISTIC_HASHING=1 is not set, so the order of a Dictionary or a Set differs from \
                process to process and a seed may not replay. Set it in the scheme or in the shell.
                """)
        }
        do {
            let environment = try LabEnvironment(ProcessInfo.processInfo.environment)
            try ResultsFile.prepare(environment.results)
            return environment
        } catch {
            note("error: \(error)")
            exit(2)
        }
    }()

    private static func note(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
