import CDeterministicHashing
import Foundation
import Simulation

/// What a person asks of the graders through environment variables.
struct LabEnvironment: Sendable {
    /// The seeds to run, in order.
    package let seeds: [UInt64]
    /// What a process that grades a submission asks of this one; nil if a person started it.
    package let order: RunOrder?
    /// The results file, if one is wanted.
    package let results: String?
    /// Real seconds that one step may block the thread.
    package let patience: Int
    /// After how many seeds that failed the others of a test are left out; nil to run them.
    package let failures: Int?

    /// How many events the first seed of a test shows, also if it passes; nil to show those of failures only.
    package let events: Int?

    /// How many seeds a test runs when nothing else is asked for.
    static let defaultSeedCount: UInt64 = 10

    /// A variable that can't be understood.
    struct Problem: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameters:
    ///   - variables: the process's environment.
    ///   - order: the seeds to run whatever the environment says.
    /// - Throws: `Problem`, with one sentence that says what to write instead. Every variable is read, also one that
    ///   another makes irrelevant: who mistyped it should learn of it.
    package init(_ variables: [String: String], order: RunOrder? = nil) throws {
        func read<Value>(_ name: String, as what: String, _ advice: String, _ parse: (String) -> Value?) throws
            -> Value?
        {
            guard let text = variables[name], !text.isEmpty else { return nil }
            guard let value = parse(text) else {
                throw Problem(
                    description: "\(name)=\(text.debugDescription) is not \(what): write a number from \(advice).")
            }
            return value
        }
        let seed = try read(
            "LAB_SEED", as: "a seed", "0 to 2^64 - 1, such as LAB_SEED=42 or LAB_SEED=0x2a", Self.seed)
        let count = try read(
            "LAB_SEEDS", as: "a number of seeds", "1 to 1000000, such as LAB_SEEDS=100"
        ) { Self.number($0, in: 1...1_000_000) }
        let patience = try read(
            "LAB_WATCHDOG", as: "a number of seconds", "1 to 86400, such as LAB_WATCHDOG=30"
        ) { Self.number($0, in: 1...86_400) }
        let failures = try read(
            "LAB_FAILURES", as: "a number of failures", "1 to 1000000, such as LAB_FAILURES=1"
        ) { Self.number($0, in: 1...1_000_000) }
        let events = try read(
            "LAB_EVENTS", as: "a number of events", "1 to 1000: 1 for as many as a failure shows, or how many"
        ) { Self.number($0, in: 1...1000) }
        self.events = events.map { $0 == 1 ? TraceReport.usualLength : Int($0) }
        self.order = order
        seeds = order?.seeds ?? seed.map { [$0] } ?? Array(1...(count ?? Self.defaultSeedCount))
        results = variables["LAB_RESULTS"].flatMap { $0.isEmpty ? nil : $0 }
        self.failures = failures.map { Int($0) }
        self.patience = patience.map { Int($0) } ?? Watchdog.defaultPatience
    }

    /// Reads a seed, decimal or hexadecimal with `0x`.
    private static func seed(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? number(text.dropFirst(2), radix: 16) : number(text[...], radix: 10)
    }

    /// Reads a decimal number within bounds.
    private static func number(_ text: String, in bounds: ClosedRange<UInt64>) -> UInt64? {
        number(text[...], radix: 10).flatMap { bounds.contains($0) ? $0 : nil }
    }

    /// Reads digits only, while `UInt64(_:radix:)` takes a sign too.
    private static func number(_ digits: Substring, radix: Int) -> UInt64? {
        digits.allSatisfy(\.isHexDigit) ? UInt64(digits, radix: radix) : nil
    }

    /// A seed as people write it.
    package static func name(ofSeed seed: UInt64) -> String { "0x" + String(seed, radix: 16) }

    /// This process's environment. A problem with it ends the process with status 2 and one clear line, before any
    /// test could pass or fail for the wrong reason.
    package static let current: LabEnvironment = {
        if let remark = remark(onDeterministicHashing: quorum_hashing_is_deterministic()) { note(remark) }
        do {
            let environment = try LabEnvironment(ProcessInfo.processInfo.environment, order: RunOrder.take())
            try ResultsFile.prepare(environment.results)
            return environment
        } catch {
            note("error: \(error)")
            exit(2)
        }
    }()

    /// What people should know about the order of a Dictionary in this process; nil if all is well.
    static func remark(onDeterministicHashing isDeterministic: Bool) -> String? {
        isDeterministic
            ? nil
            : """
            note: SWIFT_DETERMINISTIC_HASHING=1 is not set, so the order of a Dictionary or a Set differs from \
            process to process and a seed may not replay. Set it in the scheme or in the shell.
            """
    }

    private static func note(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
