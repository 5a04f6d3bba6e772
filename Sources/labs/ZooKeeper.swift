import Foundation

/// Lets the graders hunt one variant, while the next is built.
struct ZooKeeper {
    private var builder: VariantBuilder
    private var records: HuntRecords
    private let isAfresh: Bool
    private var hunt: Hunt?

    /// A variant whose graders run.
    private struct Hunt {
        let variant: Variant
        let grader: Grader
        let runs: [Grader.Run]
        let start: Date
    }

    /// - Parameter isAfresh: whether to hunt what an earlier hunt knows the end of.
    init(configuration: String, isAfresh: Bool) {
        builder = VariantBuilder(configuration: configuration)
        records = HuntRecords(configuration: configuration)
        self.isAfresh = isAfresh
    }

    /// - Parameter report: gets what came of each variant, in order, and whether it is from an earlier hunt.
    /// - Throws: `Interruption.Notice` if the hunt was given up.
    mutating func hunt(_ variants: [Variant], report: (Catch, Bool) -> Void) throws {
        defer { hunt?.runs.forEach { $0.giveUp() } }
        for (number, variant) in variants.enumerated() {
            if !isAfresh, let known = try records.record(of: variant) {
                try finish(report)
                report(known, true)
                continue
            }
            progress("\(number + 1) of \(variants.count): \(variant.name)")
            do {
                let bundle = try builder.build(variant)
                try finish(report)
                let grader = Grader(bundle: bundle, lab: variant.lab)
                hunt = Hunt(
                    variant: variant, grader: grader, runs: try grader.startAll(environment: Self.environment),
                    start: Date())
            } catch let error as CommandError {
                try finish(report)
                report(Catch(variant, problem: error.message), false)
            }
        }
        try finish(report)
    }

    /// Each process of a bug that blocks its thread waits so long, test after test.
    private static let patience = ProcessInfo.processInfo.environment["LAB_WATCHDOG"] ?? "3"
    private static let environment = ["LAB_FAILURES": "1", "LAB_WATCHDOG": patience]

    /// Waits for the graders that run, if any.
    private mutating func finish(_ report: (Catch, Bool) -> Void) throws {
        guard let ended = hunt else { return }
        let outcome = try ended.grader.finish(ended.runs, environment: Self.environment)
        hunt = nil
        let hunted = Catch(ended.variant, outcome: outcome, seconds: Date().timeIntervalSince(ended.start))
        try records.keep(hunted, of: ended.variant)
        report(hunted, false)
    }

    private func progress(_ text: String) {
        FileHandle.standardError.write(Data("hunting \(text)\n".utf8))
    }
}
