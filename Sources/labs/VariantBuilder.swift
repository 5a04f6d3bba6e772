import Foundation

/// Builds one patched copy of the reference after the other.
struct VariantBuilder {
    static let home = ".build/zoo"
    /// `debug`, or `release` for many seeds.
    let configuration: String
    private let solution = home + "/solution"
    /// Two places for the built bundle: one runs while the next is made.
    private var cage = 0

    init(configuration: String) {
        self.configuration = configuration
    }

    /// - Returns: the bundle of the graders on the patched reference. It stays until the next but one is built.
    /// - Throws: `CommandError` that says why there is none.
    mutating func build(_ variant: Variant) throws -> String {
        try patch(variant)
        // Release builds of tests need the flag to see what @testable imports.
        let options = configuration == "release" ? ["-c", "release", "-Xswiftc", "-enable-testing"] : []
        let scratch = Self.home + "/build"
        let built = try Shell.run(
            ["swift", "build", "--build-tests", "--scratch-path", scratch] + options,
            environment: ["LAB_SOLUTION": solution])
        guard built.status == 0 else {
            let errors = built.output.split(separator: "\n").filter { $0.contains("error:") }
            throw CommandError("it does not compile: \(errors.first ?? "see swift build")")
        }
        cage = 1 - cage
        let bundle = "\(Self.home)/cage-\(cage).xctest"
        try? FileManager.default.removeItem(atPath: bundle)
        try FileManager.default.copyItem(
            atPath: "\(scratch)/\(configuration)/QuorumPackageTests.xctest", toPath: bundle)
        return bundle
    }

    /// Makes the solution the patched reference.
    private func patch(_ variant: Variant) throws {
        let files = FileManager.default
        // Files that are the same as before keep their dates, so that only what the patches touch is built.
        try files.createDirectory(atPath: solution, withIntermediateDirectories: true)
        let (reference, fresh) = (solution + ".reference", solution + ".new")
        try CourseLab.copyReference(to: reference)
        try? files.removeItem(atPath: fresh)
        try files.copyItem(atPath: reference, toPath: fresh)
        // Inside a repository git would look for the files at its root, and skip a patch that finds none there.
        let ceiling = URL(fileURLWithPath: Self.home).path
        let applied = try Shell.run(
            ["git", "apply", "-p1", variant.patch.path], in: fresh, environment: ["GIT_CEILING_DIRECTORIES": ceiling])
        guard applied.status == 0 else {
            throw CommandError("the patch no longer applies: \(applied.output.prefix { $0 != "\n" })")
        }
        guard !files.contentsEqual(atPath: reference, andPath: fresh) else {
            throw CommandError("the patch changes nothing.")
        }
        try replaceChanged(in: solution, with: fresh)
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
}
