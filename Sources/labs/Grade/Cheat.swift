import Foundation

/// A hostile submission, as a patch to the skeleton or to the reference, with the points that it deserves; or an honest one,
/// which must get them.
struct Cheat {
    /// The file's name without `.patch`.
    let name: String
    let patch: URL
    /// What it tries, in plain words.
    let description: String
    /// Whether it is a patch to the skeleton, else to the reference.
    let isOfSkeleton: Bool
    /// The most points that it may get, or what an honest one must get.
    let deserves: Int
    let isHonest: Bool
    /// What the score sheet must say; nil for anything.
    let says: String?

    /// Reads the first lines of a patch: `Cheat:` or `Honest:`, `Base: skeleton` or `Base: reference`, `Deserves: N`, and if the
    /// sheet must say something `Says:`.
    /// - Throws: `CommandError` if one of them is missing.
    init(patch: URL) throws {
        name = patch.deletingPathExtension().lastPathComponent
        self.patch = patch
        let text = String(decoding: FileManager.default.contents(atPath: patch.path) ?? Data(), as: UTF8.self)
        let fields = PatchHeader.fields(["Cheat", "Honest", "Base", "Deserves", "Says"], in: text)
        guard let description = fields["Cheat"] ?? fields["Honest"],
            let points = fields["Deserves"].flatMap({ Int($0) }),
            let base = fields["Base"], ["skeleton", "reference"].contains(base)
        else {
            throw CommandError(
                "\(patch.path) must begin with the lines 'Cheat: …' or 'Honest: …', 'Base: skeleton' or 'Base: reference', "
                    + "and 'Deserves: N'.", status: 2)
        }
        self.description = description
        isOfSkeleton = base == "skeleton"
        deserves = points
        isHonest = fields["Honest"] != nil
        says = fields["Says"]
    }

    /// Those of a folder, by name.
    /// - Throws: `CommandError` if there are none.
    static func all(in folder: String) throws -> [Cheat] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let patches = names.filter { $0.hasSuffix(".patch") }.sorted()
        guard !patches.isEmpty else { throw CommandError("\(folder) holds no *.patch.", status: 2) }
        return try patches.map { try Cheat(patch: URL(fileURLWithPath: folder).appendingPathComponent($0)) }
    }

    /// Makes the submission.
    /// - Throws: `CommandError` if the patch no longer applies.
    func make(_ folder: String) throws {
        let files = FileManager.default
        try? files.removeItem(atPath: folder)
        if isOfSkeleton {
            try files.copyItem(atPath: "Labs", toPath: folder)
        } else {
            try CourseLab.copyReference(to: folder)
        }
        // Inside a repository git would look for the files at its root, and skip a patch that finds none there.
        let ceiling = URL(fileURLWithPath: folder).deletingLastPathComponent().path
        let applied = try Shell.run(
            ["git", "apply", "-p1", patch.path], in: folder, environment: ["GIT_CEILING_DIRECTORIES": ceiling])
        guard applied.status == 0 else {
            throw CommandError("\(name): the patch no longer applies: \(applied.output.prefix { $0 != "\n" })")
        }
    }
}
