import Foundation

/// Looks at a submission that was built and has not run, and says what isn't let in.
package struct Screen: Sendable {
    private let policy: ScreenPolicy
    private let namesOfGraders: Set<String>

    /// - Parameters:
    ///   - policy: what lab code may use.
    ///   - graders: source files that import submissions.
    ///   - skeleton: source files of the skeleton: what it declares in public a submission declares, too.
    /// - Throws: `Refusal` if one of them can't be read.
    package init(policy: ScreenPolicy, graders: [String], skeleton: [String]) throws {
        self.policy = policy
        let used = try graders.map { SourceScreen.names(in: try SyntaxTree($0, shownAs: $0)) }
        let declared = try skeleton.map { SourceScreen.publicNames(in: try SyntaxTree($0, shownAs: $0)) }
        namesOfGraders = Set(used.joined()).subtracting(declared.joined())
    }

    /// What a submission holds that isn't let in, file by file.
    /// - Parameters:
    ///   - sources: where each of its files is, by its name such as `Lab2Raft/Raft.swift`.
    ///   - objects: for each lab, the object files that were made of it.
    /// - Throws: `Refusal` if something can't be looked at.
    package func findings(sources: [String: String], objects: [String: [String]]) throws -> [Finding] {
        let trees = try Dictionary(
            uniqueKeysWithValues: sources.map { ($0.key, try SyntaxTree($0.value, shownAs: $0.key)) })
        let ownTypes = trees.values.reduce(into: Set<String>()) { $0.formUnion(SourceScreen.types(in: $1)) }
        let sourceScreen = SourceScreen(policy: policy, namesOfGraders: namesOfGraders, ownTypes: ownTypes)
        var findings: Set<Finding> = []
        for (file, tree) in trees { findings.formUnion(sourceScreen.findings(in: tree, file: file)) }
        let objectScreen = ObjectScreen(labs: policy.labs)
        for (lab, files) in objects {
            for object in files {
                let file = Self.source(of: object, lab, in: trees.keys)
                for sighting in try objectScreen.sightings(in: object) {
                    findings.insert(finding(sighting, file ?? lab, file.flatMap { trees[$0] }))
                }
            }
        }
        return findings.filter { !policy.allowed.contains($0.name) }
            .sorted { ($0.file, $0.line ?? 0, $0.name) < ($1.file, $1.line ?? 0, $1.name) }
    }

    /// `Lab2Raft/Raft.swift` for `…/Lab2Raft.build/Raft.swift.o`; nil for what is made of the whole module.
    private static func source(of object: String, _ lab: String, in files: some Collection<String>) -> String? {
        let name = URL(fileURLWithPath: object).deletingPathExtension().lastPathComponent
        return files.filter { $0.hasPrefix(lab + "/") && ($0 == "\(lab)/\(name)" || $0.hasSuffix("/\(name)")) }.min()
    }

    private func finding(_ sighting: ObjectScreen.Sighting, _ file: String, _ tree: SyntaxTree?) -> Finding {
        var line: Int?
        tree?.walk { node, range in
            guard line == nil, let tree else { return }
            let names = [node.mentionedName, node.declaredName, node["name"] as? String]
            if names.contains(sighting.word) { line = tree.line(of: sighting.word, in: range) }
        }
        // Of labels and of inherited types the tree doesn't tell the place.
        line = line ?? tree.flatMap { $0.line(of: sighting.word, in: 0..<$0.text.count) }
        return Finding(file: file, line: line, name: sighting.word, reason: sighting.reason)
    }
}
