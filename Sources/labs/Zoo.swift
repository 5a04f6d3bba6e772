import Foundation

/// `labs zoo`: plants each bug of a folder in a copy of the reference and lets the graders hunt it.
func zoo(_ arguments: inout Arguments) throws {
    guard let folder = try arguments.option("--bugs") else {
        throw CommandError("--bugs FOLDER is missing.\n\(usage)", status: 2)
    }
    let only = try arguments.option("--only")
    try arguments.finish()
    var bugs = try Bug.all(in: folder)
    if let only {
        bugs = bugs.filter { $0.name == only }
        guard !bugs.isEmpty else { throw CommandError("there is no bug '\(only)' in \(folder).", status: 2) }
    }
    var keeper = ZooKeeper()
    let catches = try keeper.hunt(bugs) {
        print(Table.row($0))
        fflush(nil)
    }
    print(Table.summary(catches))
    try writeJSON(catches, to: "ZOO_JSON")
    let wrong = catches.filter { !$0.isAsExpected }.map(\.bug)
    guard wrong.isEmpty else {
        throw CommandError(
            "not as they should be: \(wrong.joined(separator: ", ")). A bug that survives means the graders must get "
                + "better.")
    }
}

/// Builds one patched copy of the reference after the other, while the graders run on the one before.
private struct ZooKeeper {
    private static let home = ".build/zoo"
    private let solution = home + "/solution"
    private let scratch = home + "/build"
    /// Two places for the built bundle: one runs while the next is made.
    private var cage = 0

    private struct Hunt {
        let bug: Bug
        let runs: [Grader.Run]
        let start: Date
    }

    mutating func hunt(_ bugs: [Bug], report: (Catch) -> Void) throws -> [Catch] {
        var catches: [Catch] = []
        var hunt: Hunt?
        func finish() throws {
            guard let ended = hunt else { return }
            hunt = nil
            let results = try ended.runs.flatMap { try $0.finish() }
            let seconds = Date().timeIntervalSince(ended.start)
            let problem = results.isEmpty ? "the graders ended with status \(ended.runs[0].status)" : nil
            catches.append(Catch(ended.bug, results: results, seconds: seconds, problem: problem))
            report(catches.last!)
        }
        for (number, bug) in bugs.enumerated() {
            progress("\(number + 1) of \(bugs.count): \(bug.name)")
            do {
                let bundle = try build(bug)
                try finish()
                hunt = Hunt(
                    bug: bug,
                    runs: try Grader(bundle: bundle, lab: bug.lab).startAll(environment: ["LAB_FAILURES": "1"]),
                    start: Date())
            } catch let error as CommandError {
                try finish()
                catches.append(Catch(bug, problem: error.message))
                report(catches.last!)
            }
        }
        try finish()
        return catches
    }

    /// - Returns: the bundle of the graders on the patched reference.
    private mutating func build(_ bug: Bug) throws -> String {
        let files = FileManager.default
        // Files that are the same as before keep their dates, so that only what the patches touch is built.
        try files.createDirectory(atPath: solution, withIntermediateDirectories: true)
        let fresh = solution + ".new"
        try? files.removeItem(atPath: fresh)
        try files.copyItem(atPath: "Sources/Reference", toPath: fresh)
        // Inside a repository git would look for the files at its root, and skip a patch that finds none there.
        let ceiling = URL(fileURLWithPath: Self.home).path
        let applied = try Shell.run(
            ["git", "apply", "-p1", bug.patch.path], in: fresh, environment: ["GIT_CEILING_DIRECTORIES": ceiling])
        guard applied.status == 0 else { throw CommandError("the patch no longer applies: \(applied.output)") }
        guard !files.contentsEqual(atPath: "Sources/Reference", andPath: fresh) else {
            throw CommandError("the patch changes nothing.")
        }
        try replaceChanged(in: solution, with: fresh)
        let built = try Shell.run(
            ["swift", "build", "--build-tests", "--scratch-path", scratch], environment: ["LAB_SOLUTION": solution])
        guard built.status == 0 else {
            let errors = built.output.split(separator: "\n").filter { $0.contains("error:") }
            throw CommandError("it does not compile: \(errors.first ?? "see swift build")")
        }
        cage = 1 - cage
        let bundle = "\(Self.home)/cage-\(cage).xctest"
        try? files.removeItem(atPath: bundle)
        try files.copyItem(atPath: scratch + "/debug/QuorumPackageTests.xctest", toPath: bundle)
        return bundle
    }

    /// Makes one folder like another, touching only the files that differ.
    private func replaceChanged(in old: String, with new: String) throws {
        let files = FileManager.default
        let (oldNames, newNames) = (
            try files.subpathsOfDirectory(atPath: old), try files.subpathsOfDirectory(atPath: new)
        )
        for name in oldNames where !newNames.contains(name) { try? files.removeItem(atPath: old + "/" + name) }
        for name in newNames.sorted() where !files.contentsEqual(atPath: old + "/" + name, andPath: new + "/" + name) {
            var isDirectory: ObjCBool = false
            _ = files.fileExists(atPath: new + "/" + name, isDirectory: &isDirectory)
            if isDirectory.boolValue {
                try files.createDirectory(atPath: old + "/" + name, withIntermediateDirectories: true)
            } else {
                try? files.removeItem(atPath: old + "/" + name)
                try files.copyItem(atPath: new + "/" + name, toPath: old + "/" + name)
            }
        }
    }

    private func progress(_ text: String) {
        FileHandle.standardError.write(Data("hunting \(text)\n".utf8))
    }
}

private enum Shell {
    static func run(
        _ words: [String], in directory: String = ".", environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}

/// The kill table.
private enum Table {
    static func row(_ hunted: Catch) -> String {
        let name = hunted.bug.padding(toLength: max(34, hunted.bug.count), withPad: " ", startingAt: 0)
        if let problem = hunted.problem { return "\(name) NOT HUNTED: \(problem)" }
        guard let first = hunted.finders.first else { return "\(name) SURVIVED" }
        let expected = hunted.finders.first { $0.test == hunted.expectedTest }
        let finder = expected ?? first
        let others = hunted.finders.count - 1
        let words = [
            expected == nil ? "caught, but NOT BY \(short(hunted.expectedTest)):" : "caught by",
            "\(short(finder.test)) at seed \(finder.seed) (\(finder.property))",
            others == 0 ? "alone" : "and \(others) more",
            String(format: "%.1f s", hunted.seconds),
        ]
        return "\(name) \(words[0]) \(words[1]), \(words[2]), \(words[3])"
    }

    static func summary(_ catches: [Catch]) -> String {
        let caught = catches.filter(\.isCaught)
        let tried = caught.compactMap { $0.finders.map(\.seedsTried).min() }.sorted()
        let median = tried.isEmpty ? "none" : "\(tried[tried.count / 2])"
        return "\(caught.count) of \(catches.count) bugs caught; median seeds to the first catch: \(median)"
    }

    private static func short(_ test: String) -> String { String(test.split(separator: "/").last ?? "") }
}
