import Foundation

/// A command to type: `swift test`, built and configured as this process was.
struct TestCommand {
    /// What to set, besides what this process was built with, such as `LAB_SEED=0x2a`.
    package var variables: [String] = []
    /// The tests to run: `Target.Class/method` and no other, or a part such as `Lab2A`.
    package let filter: String
    package var environment: [String: String] = ProcessInfo.processInfo.environment
    var executable: String = CommandLine.arguments[0]

    /// The command that runs exactly one seed of one test.
    static func replay(_ test: String, seed: UInt64) -> TestCommand {
        TestCommand(variables: ["LAB_SEED=\(LabEnvironment.name(ofSeed: seed))"], filter: test)
    }

    /// The line for a shell.
    package var line: String {
        var words = ["LAB_SOLUTION", "LAB_ONLY"].compactMap { name in
            setting(name).map { "\(name)=\(Self.quoted($0))" }
        }
        words += variables
        words.append("swift test")
        #if !DEBUG
            words.append("-c release -Xswiftc -enable-testing")
        #endif
        if let scratch = Self.scratchPath(of: executable) { words.append("--scratch-path \(Self.quoted(scratch))") }
        // A filter is a regular expression: without its end, testFigure8 would run testFigure8Unreliable too.
        words.append("--filter " + (filter.contains("/") ? "'\(filter)$'" : Self.quoted(filter)))
        return words.joined(separator: " ")
    }

    private func setting(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        // Who limited the package to one lab and goes on to the next limits it to that one.
        return name == "LAB_ONLY" && !filter.hasPrefix(value) ? String(filter.prefix(4)) : value
    }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "/._-+".contains($0) }
        return isPlain ? word : "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
    }

    /// The scratch path that a test bundle was built in, if it isn't the usual one.
    private static func scratchPath(of executable: String) -> String? {
        // <scratch path>/<target triple>/<configuration>/QuorumPackageTests.xctest; <scratch path>/debug is a link.
        guard executable.hasSuffix(".xctest") else { return nil }
        let path = URL(fileURLWithPath: executable).resolvingSymlinksInPath().path
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 3 else { return nil }
        let scratch = parts.dropLast(3).joined(separator: "/")
        let here = FileManager.default.currentDirectoryPath + "/"
        let shortest = scratch.hasPrefix(here) ? String(scratch.dropFirst(here.count)) : scratch
        return shortest == ".build" || shortest.isEmpty ? nil : shortest
    }
}
