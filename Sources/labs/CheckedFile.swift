import Foundation
import Linearizability

/// What came of checking one file, as `labs check --format json` writes it.
struct CheckedFile: Encodable {
    /// Why it is not linearizable. Operations are named by their places in the history, from 0.
    struct Reasons: Encodable {
        let partition: String
        let words: String
        let timeline: String
        let core: [Operation]
        let stuck: Operation
        let longestPrefix: [Int]
    }

    struct Operation: Encodable {
        let place: Int
        let client: Int
        let text: String
        let call: Int
        let end: Int?
    }

    let file: String
    /// `linearizable`, `not linearizable`, `undecided` or `malformed`.
    private(set) var verdict = "malformed"
    private(set) var model: String?
    private(set) var operations: Int?
    private(set) var partitions: Int?
    private(set) var milliseconds: Double?
    private(set) var steps: Int?
    /// The most memory that the process held while it was about this file.
    private(set) var peakBytes: Int?
    /// The most that it ever held, where the operating system does not tell the other.
    private(set) var processPeakBytes: Int?
    private(set) var evidence: Reasons?
    /// What is wrong with a malformed file, and in which line, if it is a matter of a line.
    private(set) var line: Int?
    private(set) var reason: String?

    /// Reads and checks a file, and writes its page if one is wanted.
    init(_ file: String, _ options: CheckOptions) {
        self.file = file
        do {
            let page = options.pages[file]
            let hasOwnPeak = Memory.forgetPeak()
            let content = try HistoryFile(try Self.content(of: file), model: options.model)
            model = content.model?.rawValue
            switch content {
            case .empty:
                // Any model will do.
                try check([], KeyValueModel(), .plain, options.budget, page)
            case .register(let history, let times):
                try check(history, CompareAndSetRegister(), times, options.budget, page)
            case .keyValue(let history, let times):
                try check(history, KeyValueModel(), times, options.budget, page)
            }
            if hasOwnPeak { peakBytes = Memory.peak } else { processPeakBytes = Memory.peak }
        } catch let error as HistoryFileError {
            verdict = "malformed"
            (line, reason) = (error.line, error.reason)
        } catch {
            verdict = "malformed"
            reason = (error as? CommandError)?.message ?? "\(error)"
        }
    }

    var status: Int32 {
        switch verdict {
        case "linearizable": 0
        case "not linearizable": 1
        case "undecided": 4
        default: 2
        }
    }

    private static func content(of file: String) throws -> Data {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory) else {
            throw CommandError("there is no such file.", status: 2)
        }
        if isDirectory.boolValue { throw CommandError("this is a folder; name the files in it.", status: 2) }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandError("the file can't be read; look at its permissions.", status: 2)
        }
        return data
    }

    private mutating func check<Object: Model>(
        _ history: [ClientOperation<Object.Input, Object.Output>], _ object: Object, _ times: TimeUnit, _ budget: Int,
        _ page: URL?
    ) throws {
        let clock = ContinuousClock()
        let start = clock.now
        var steps = budget
        let verdict = try Linearizability.check(history, object, steps: &steps)
        milliseconds = (clock.now - start) / .milliseconds(1)
        self.steps = budget - steps
        operations = history.count
        partitions = Set(history.map { object.partition(of: $0.input) }).count
        let explanation = Explanation(of: verdict, history, object, unit: times)
        switch verdict {
        case .linearizable: self.verdict = "linearizable"
        case .undecided: self.verdict = "undecided"
        case .notLinearizable(let evidence):
            self.verdict = "not linearizable"
            func operation(_ place: Int) -> Operation {
                let entry = history[place]
                return Operation(
                    place: place, client: entry.client, text: object.describe(entry.input, entry.output),
                    call: entry.call, end: entry.end)
            }
            self.evidence = Reasons(
                partition: evidence.partition, words: explanation.words, timeline: explanation.timeline(),
                core: evidence.core.map(operation), stuck: operation(evidence.stuck),
                longestPrefix: evidence.longestPrefix)
        }
        if let page { try write(explanation.page(title: file), to: page) }
    }

    private func write(_ text: String, to page: URL) throws {
        do {
            try Data(text.utf8).write(to: page)
        } catch {
            throw CommandError("its page \(page.path) can't be written.", status: 2)
        }
    }

    /// Prints it; what is wrong with a malformed file goes to the standard error, as long as people read it.
    func print(_ format: CheckOptions.Format) {
        switch format {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            // Text and finite numbers can always be written.
            Swift.print(String(decoding: try! encoder.encode(self), as: UTF8.self))
        case .text where status == 2:
            let place = line.map { "\(file):\($0)" } ?? file
            FileHandle.standardError.write(Data("error: \(place): \(reason ?? "")\n".utf8))
        case .text:
            Swift.print("\(file): \(verdict) (\(figures))")
            guard let evidence else { return }
            let block = evidence.words + "\n\n" + evidence.timeline + "\n"
            Swift.print(
                block.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
                    .map { $0.allSatisfy { $0 == " " } ? "" : $0 }.joined(separator: "\n"))
        }
    }

    private var figures: String {
        let operations = operations ?? 0
        let partitions = partitions ?? 0
        let peak = peakBytes ?? processPeakBytes ?? 0
        return "\(model ?? "no model needed"), \(operations) operation\(operations == 1 ? "" : "s"), "
            + "\(partitions) partition\(partitions == 1 ? "" : "s"), "
            + String(format: "%.1f ms, ", milliseconds ?? 0) + "\(steps ?? 0) steps, "
            + String(format: "%.1f MB", Double(peak) / 1_048_576) + (peakBytes == nil ? " so far" : "")
    }
}
