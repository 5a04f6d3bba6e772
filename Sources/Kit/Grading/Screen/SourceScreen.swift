/// Judges a submission by its source: what it imports, how it takes part in linking, where it leaves safe memory, and which names
/// of the graders it redefines.
struct SourceScreen {
    let policy: ScreenPolicy
    /// Names in the source of the graders, which import the submission: what it declares in public under such a name changes
    /// what they mean.
    let namesOfGraders: Set<String>
    /// The types that the submission declares, of all labs.
    let ownTypes: Set<String>

    /// What a file holds that isn't let in.
    func findings(in tree: SyntaxTree, file: String) -> Set<Finding> {
        var findings: Set<Finding> = []
        tree.walk { node, range in
            for (name, word, reason) in complaints(about: node) {
                findings.insert(
                    Finding(
                        file: file, line: tree.line(of: word, in: range) ?? tree.line(at: range.lowerBound), name: name,
                        reason: reason))
            }
        }
        for (name, range) in redefinitions(in: tree.items) {
            findings.insert(
                Finding(
                    file: file, line: tree.line(of: name, in: range) ?? tree.line(at: range.lowerBound), name: name,
                    reason: "has the name of something that the graders use: leave out 'public', or call it otherwise"))
        }
        return findings
    }

    private typealias Complaint = (name: String, word: String, reason: String)

    private func complaints(about node: SyntaxTree.Node) -> [Complaint] {
        var complaints: [Complaint] = []
        if node.kind == "import_decl", let module = (node["module_path"] as? [String])?.first {
            if !policy.mayImport(module) {
                complaints.append(
                    (
                        "import \(module)", module,
                        "brings what lab code may not use: LabKit, Foundation and Synchronization are enough"
                    ))
            } else if node["exported"] as? Bool == true {
                complaints.append(("@_exported", module, "gives graders an import that they didn't ask for"))
            }
        }
        if node.kind == "macro_decl" || node.kind == "macro_expansion_decl" {
            complaints.append(("macro", "macro", "runs code while it is compiled"))
        }
        if let attribute = ScreenPolicy.attributes[node.kind] {
            complaints.append((attribute, attribute, ScreenPolicy.reasonOfAttributes))
        }
        if ["nonisolated_attr", "reference_ownership_attr", "ref_ownership_attr"].contains(node.kind),
            node["unsafe"] as? Bool == true
        {
            complaints.append(
                (
                    "nonisolated(unsafe)", "nonisolated",
                    "is shared by all servers and guarded by nobody: keep state in an actor, or in a Mutex"
                ))
        }
        if let name = node.mentionedName, ScreenPolicy.unsafeNames.contains(name) {
            complaints.append((name, name, ScreenPolicy.reasonOfUnsafety))
        }
        if node.kind.hasSuffix("_expr"), let name = node.mentionedName, ScreenPolicy.buffers.contains(name) {
            complaints.append((name, name, ScreenPolicy.reasonOfUnsafety))
        }
        return complaints
    }

    /// Public declarations at the top of the file, and public members of types of others, that have a grader's name.
    private func redefinitions(in items: [SyntaxTree.Node]) -> [(String, Range<Int>)] {
        items.flatMap { item -> [(String, Range<Int>)] in
            guard item.kind == "extension_decl" else { return item.isPublic ? redefined([item]) : [] }
            guard let type = item["extended_type"] as? String, !ownTypes.contains(Self.root(of: type)) else {
                return []
            }
            return redefined(item.members.filter { item.isPublic || $0.isPublic })
        }
    }

    private func redefined(_ declarations: [SyntaxTree.Node]) -> [(String, Range<Int>)] {
        declarations.compactMap { node in
            guard let name = node.declaredName, namesOfGraders.contains(name),
                let range = node["range"] as? [String: Int], let start = range["start"], let end = range["end"]
            else { return nil }
            return (name, start..<max(start, end) + 1)
        }
    }

    /// `Array` of `Array<Int>` and of `Array.Index`.
    static func root(of type: String) -> String { String(type.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) }

    /// The types that a file declares, also within others.
    static func types(in tree: SyntaxTree) -> Set<String> {
        let kinds = ["struct_decl", "class_decl", "enum_decl", "protocol", "typealias", "actor_decl"]
        var types: Set<String> = []
        tree.walk { node, _ in
            if kinds.contains(node.kind), let name = node.declaredName { types.insert(name) }
        }
        return types
    }

    /// The names that a file refers to.
    static func names(in tree: SyntaxTree) -> Set<String> {
        var names: Set<String> = []
        tree.walk { node, _ in
            if let name = node.mentionedName { names.insert(name) }
        }
        return names
    }

    /// The names that a file declares in public at its top.
    static func publicNames(in tree: SyntaxTree) -> Set<String> {
        Set(tree.items.filter(\.isPublic).compactMap(\.declaredName))
    }
}
