import Foundation

/// A copy of the kit in which submissions are built, one after the other: the graders' own manifest, flags and sources, and of a
/// submission nothing but the files that were read.
package final class Workshop {
    /// Why a submission has no graders that could run.
    package struct BuildFailure: Error {
        /// What is wrong, in one sentence.
        package let sentence: String
        /// What the compiler said, with the submission's own paths.
        package let errors: [String]
    }

    /// Something that is not the submission's fault.
    package struct Problem: Error {
        package let sentence: String
    }

    private let kit: String
    private let home: String
    private let labs: [String]
    private let hidden: [String]
    /// Held while the workshop is used, so that nobody else builds there.
    private let lock: Int32

    private var package: String { "\(home)/package" }
    private var examFile: String { "\(home)/exam.json" }
    private var products: String { "\(package)/.build/debug" }
    /// The graders that were built last.
    private var bundle: String { "\(products)/QuorumPackageTests.xctest" }
    /// The graders that were built without a submission.
    private var ownBundle: String { "\(home)/own.xctest" }

    /// What a submission is asked.
    package private(set) var exam = Exam(tests: [])
    /// What keeps runs from the machine.
    package private(set) var sandbox: Sandbox!

    /// - Parameters:
    ///   - kit: the repository.
    ///   - home: where the workshop is, or will be.
    ///   - labs: the names of all labs.
    ///   - hidden: folders of hidden tests, besides those of the repository.
    /// - Throws: `Problem` if somebody else works there.
    package init(kit: String, home: String, labs: [String], hidden: [String] = []) throws {
        (self.kit, self.home, self.labs, self.hidden) = (kit, home, labs, hidden)
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        lock = open("\(home)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw Problem(
                sentence: "somebody else grades in \(home): wait, or give this one a folder of its own with --home.")
        }
    }

    deinit { close(lock) }

    // MARK: - The kit

    /// Copies and builds the kit, if that isn't done yet, and asks it for the exam.
    /// - Parameters:
    ///   - say: is told what takes a while.
    ///   - isGivenUp: whether to stop.
    /// - Throws: `Problem` if the kit doesn't build.
    package func prepare(say: (String) -> Void, isGivenUp: () -> Bool) throws {
        let isChanged = try copyKit()
        if isChanged { try? FileManager.default.removeItem(atPath: examFile) }
        if !FileManager.default.fileExists(atPath: examFile) {
            say("building the kit, once")
            let built = try Tool.run(buildCommand, environment: [:], patience: .seconds(3600), isGivenUp: isGivenUp)
            guard built.ending == .status(0) else {
                throw Problem(
                    sentence: "the kit doesn't build: \(Self.errors(built.output).first ?? "see swift build")")
            }
            try? FileManager.default.removeItem(atPath: ownBundle)
            try FileManager.default.copyItem(atPath: bundle, toPath: ownBundle)
            try? FileManager.default.removeItem(atPath: "\(home)/root")
            try JSONEncoder().encode(try askForExam()).write(to: URL(fileURLWithPath: examFile), options: .atomic)
        }
        exam = try JSONDecoder().decode(Exam.self, from: Data(contentsOf: URL(fileURLWithPath: examFile)))
        sandbox = Sandbox(root: try RuntimeRoot("\(home)/root", for: ownBundle), tryingWith: ownBundle)
    }

    private var buildCommand: [String] {
        [
            "swift", "build", "--package-path", package, "--product", "QuorumPackageTests", "--manifest-cache", "none",
        ]
    }

    /// - Returns: whether the kit has changed since it was copied last.
    private func copyKit() throws -> Bool {
        func folder(_ name: String, _ isWanted: (String) -> Bool = { _ in true }) throws -> Bool {
            try Mirror.update("\(package)/\(name)", from: "\(kit)/\(name)", where: isWanted)
        }
        var differs = try folder("Labs")
        // Nothing that shows a solution lies where submissions are built.
        let secrets = ["Reference", "BugZoo", "RightSolutions", "MUTANTS.md"]
        if try folder("Sources", { path in !labs.contains { lab in secrets.contains { path == "\(lab)/\($0)" } } }) {
            differs = true
        }
        for lab in labs {
            let isOfGraders = { (path: String) in path.contains("/") || path.first?.isNumber == true }
            if try folder("Tests/\(lab)", isOfGraders) { differs = true }
        }
        let staging = "\(home)/hidden"
        try? FileManager.default.removeItem(atPath: staging)
        try Mirror.update(staging, from: "\(kit)/Tests/Hidden")
        for path in hidden {
            let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
            try Mirror.update("\(staging)/\(name)", from: path)
        }
        if try Mirror.update("\(package)/Tests/Hidden", from: staging) { differs = true }
        let manifest = "\(package)/Package.swift"
        if !FileManager.default.contentsEqual(atPath: "\(kit)/Package.swift", andPath: manifest) {
            try? FileManager.default.removeItem(atPath: manifest)
            try FileManager.default.copyItem(atPath: "\(kit)/Package.swift", toPath: manifest)
            differs = true
        }
        return differs
    }

    /// Runs each test once on the skeleton: what it writes says how the test is called and what it is worth.
    private func askForExam() throws -> Exam {
        let file = "\(home)/exam.jsonl"
        try? FileManager.default.removeItem(atPath: file)
        let listed = try Tool.run([ownBundle, "--list-tests"], environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
        var missing = listed.output.split(separator: "\n").map(String.init).filter { $0.contains("/") }
        var found: [String: Int] = [:]
        while !missing.isEmpty {
            _ = try Tool.run(
                [ownBundle, missing.joined(separator: ",")],
                environment: ["SWIFT_DETERMINISTIC_HASHING": "1", "LAB_SEEDS": "1", "LAB_RESULTS": file],
                patience: .seconds(600))
            let lines = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n")
            let tests = lines.compactMap { try? JSONDecoder().decode(NamedTest.self, from: Data($0.utf8)) }
            for test in tests { found[test.test] = test.points }
            let left = missing.filter { found[$0] == nil }
            // A test that writes nothing is no grader, and has no points.
            if left.count == missing.count { break }
            missing = left
        }
        let names = listed.output.split(separator: "\n").map(String.init)
        return Exam(tests: names.compactMap { name in found[name].map { Exam.Test(name: name, points: $0) } })
    }

    private struct NamedTest: Decodable {
        let test: String
        let points: Int
    }

    // MARK: - Submissions

    /// Builds the graders with a submission.
    /// - Parameters:
    ///   - submission: of a lab that it has no files of, the skeleton stands in.
    ///   - seconds: how long that may take.
    ///   - isGivenUp: whether to stop.
    /// - Returns: the built graders; they stay until the next submission is built.
    /// - Throws: `BuildFailure`.
    package func build(_ submission: Submission, seconds: Int, isGivenUp: () -> Bool) throws -> String {
        let files = FileManager.default
        forgetSubmission()
        try Mirror.write(submission.files, to: "\(package)/Submission")
        let built = try Tool.run(
            sandbox.words(building: buildCommand, seconds: seconds), environment: ["LAB_SOLUTION": "Submission"],
            patience: .seconds(seconds), isGivenUp: isGivenUp)
        let errors = Self.errors(built.output).map { $0.replacingOccurrences(of: "\(package)/Submission/", with: "") }
        guard let ending = built.ending else {
            throw BuildFailure(
                sentence: "it took longer than \(seconds) seconds to build, and was given up.", errors: errors)
        }
        guard ending == .status(0), files.isExecutableFile(atPath: bundle) else {
            throw BuildFailure(
                sentence: "it does not build: \(errors.first ?? "the compiler ended without saying why.")",
                errors: errors)
        }
        return bundle
    }

    /// Removes all that was made of an earlier submission: none of it may be linked into this one.
    private func forgetSubmission() {
        let files = FileManager.default
        try? files.removeItem(atPath: bundle)
        for lab in labs {
            let folder = "\(products)/\(lab).build"
            // SwiftPM writes its plan only when it has changed.
            let plan = ["output-file-map.json", "sources"]
            for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where !plan.contains(name) {
                try? files.removeItem(atPath: "\(folder)/\(name)")
            }
            for suffix in ["swiftmodule", "swiftdoc", "abi.json", "swiftsourceinfo"] {
                try? files.removeItem(atPath: "\(products)/Modules/\(lab).\(suffix)")
            }
        }
    }

    // MARK: - What the screen looks at

    /// A screen for submissions to this kit.
    /// - Parameter allowed: names of findings that are let through.
    /// - Throws: `Refusal` if the kit itself can't be read.
    package func screen(allowing allowed: Set<String>) throws -> Screen {
        try Screen(
            policy: ScreenPolicy(labs: labs, allowed: allowed), graders: swiftFiles(in: "\(package)/Tests"),
            skeleton: swiftFiles(in: "\(package)/Labs"))
    }

    /// What a screen finds in the submission that was built last.
    /// - Throws: `Refusal` if something can't be looked at.
    package func findings(in submission: Submission, by screen: Screen) throws -> [Finding] {
        let sources = submission.files.keys.map { ($0, "\(package)/Submission/\($0)") }
        let objects = submission.labs.map { lab in (lab, files(in: "\(products)/\(lab).build", withSuffix: ".o")) }
        return try screen.findings(
            sources: Dictionary(uniqueKeysWithValues: sources), objects: Dictionary(uniqueKeysWithValues: objects))
    }

    private func swiftFiles(in folder: String) -> [String] { files(in: folder, withSuffix: ".swift") }

    private func files(in folder: String, withSuffix suffix: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
    }

    private static func errors(_ output: String) -> [String] {
        var errors: [String] = []
        for line in output.split(separator: "\n") where line.contains("error:") && errors.count < 20 {
            let text = String(line).capped
            if !errors.contains(text) { errors.append(text) }
        }
        return errors
    }
}
