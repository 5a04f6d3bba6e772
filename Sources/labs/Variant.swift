import Foundation

/// A patch to the reference, with what its first lines promise of it: a bug that the graders catch, or a right solution
/// of another shape that they let pass.
struct Variant {
    enum Promise {
        /// A bug. The test, `Target.Class/method`, is expected to be among those that catch it.
        case caught(by: String)
        /// A right solution: nothing in the lab fails.
        case passes(lab: String)
    }

    /// The file's name without `.patch`.
    let name: String
    let patch: URL
    /// What is wrong, or what is different, in plain words.
    let description: String
    let promise: Promise

    /// The lab whose graders hunt it; for a bug that of the test.
    var lab: String {
        switch promise {
        case .caught(let test): CourseLab.number(in: test)
        case .passes(let lab): lab
        }
    }

    /// Reads the first lines of a patch, up to the first line of the diff: `Bug:`, `Rule:` and `Expect:`, or for a right
    /// solution `Shape:`, `Pass:` and `Lab:`.
    /// - Throws: `CommandError` if one of them is missing.
    init(patch: URL) throws {
        name = patch.deletingPathExtension().lastPathComponent
        self.patch = patch
        guard let text = try? String(contentsOf: patch, encoding: .utf8) else {
            throw CommandError("\(patch.path) can't be read as text.", status: 2)
        }
        let fields = PatchHeader.fields(["Bug", "Rule", "Expect", "Shape", "Pass", "Lab"], in: text)
        if let bug = fields["Bug"], fields["Rule"] != nil, let test = fields["Expect"], fields["Pass"] == nil {
            (description, promise) = (bug, .caught(by: test))
        } else if let shape = fields["Shape"], fields["Pass"] != nil, let lab = fields["Lab"], fields["Expect"] == nil {
            (description, promise) = (shape, .passes(lab: lab))
        } else {
            throw CommandError(
                "\(patch.path) must begin with the lines 'Bug: …', 'Rule: …' and 'Expect: Target.Class/method', or, if "
                    + "it must pass, with 'Shape: …', 'Pass: why it is right' and 'Lab: Lab2'.", status: 2)
        }
    }

    /// The variants of some folders, by name in each.
    /// - Throws: `CommandError` if there are none.
    static func all(in folders: [String]) throws -> [Variant] { try folders.flatMap { try all(in: $0) } }

    private static func all(in folder: String) throws -> [Variant] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let patches = names.filter { $0.hasSuffix(".patch") }.sorted()
        guard !patches.isEmpty else { throw CommandError("\(folder) holds no *.patch.", status: 2) }
        return try patches.map { try Variant(patch: URL(fileURLWithPath: folder).appendingPathComponent($0)) }
    }
}
