import SwiftOperators
import SwiftParser
import SwiftSyntax

/// A file with its mutants, and how to write them all into one copy of it: mutant schemata. In the copy each function holds
/// its body once for each mutant and chooses by a number, so that all mutants are compiled at once; and each is compiled as
/// if somebody had written it, so that one that doesn't compile troubles no other.
struct Weaver {
    private struct Numbered {
        let id: Int
        let mutation: Mutation
        let isDirect: Bool
    }

    let source: Source
    private let regions: [(region: Region, mutations: [Numbered])]
    /// The mutants that can be asked for.
    let mutants: [Mutant]
    /// Those that are left out.
    private var dropped: Set<Int> = []

    /// - Parameter first: the number of the first mutant.
    init(_ source: Source, first: Int) {
        self.source = source
        let file = Parser.parse(source: source.text(0..<source.count))
        // Operators have a precedence that the parser doesn't know.
        let folded = OperatorTable.standardOperators.foldAll(file) { _ in }.as(SourceFileSyntax.self) ?? file
        var (id, mutants): (Int, [Mutant]) = (first, [])
        regions = RegionFinder.regions(of: folded).map { region in
            let found =
                MutationFinder.mutations(of: region).map { ($0, true) }
                + Suspensions(actor: region.type).mutations(of: region)
            let numbered = found.map { mutation, isDirect in
                defer { id += 1 }
                return Numbered(id: id, mutation: mutation, isDirect: isDirect)
            }
            mutants += numbered.map { Self.mutant($0.id, $0.mutation, region, source) }
            return (region, numbered)
        }
        self.mutants = mutants
    }

    private static func mutant(_ id: Int, _ mutation: Mutation, _ region: Region, _ source: Source) -> Mutant {
        let lines = source.lines(around: mutation.edits)
        let type = region.type.name
        return Mutant(
            id: id, file: source.name, line: source.line(at: mutation.edits[0].range.lowerBound),
            function: type.isEmpty ? region.name : "\(type).\(region.name)", kind: mutation.kind,
            original: mutation.original ?? lines.original, mutated: mutation.mutated ?? lines.mutated)
    }

    /// The copy with all mutants but some.
    mutating func text(without dropped: Set<Int>) -> String {
        self.dropped = dropped
        let edits = regions.flatMap { region, _ in [Edit](woven(region)) }
        return source.text(0..<source.count, with: edits)
    }

    // MARK: - One region

    private func woven(_ region: Region) -> [Edit] {
        let numbered = live(region)
        switch region.shape {
        case .value(let value):
            guard !numbered.isEmpty else { return [] }
            return [Edit(range: value.place, text: choice(of: value, numbered))]
        case .body(let statements, _):
            let suspensions = Suspensions(actor: region.type)
            var cases = numbered.filter(\.isDirect).map { (ids: [$0.id], edits: $0.mutation.edits) }
            let calls = self.calls(in: region)
            let reached = reached(from: calls.map(\.callee), region.type)
            if !reached.isEmpty { cases.append((reached.sorted(), calls.flatMap(\.edits))) }
            let body = choice(of: statements, region, cases, otherwise: [])
            let edits = cases.isEmpty ? [] : [Edit(range: statements.place, text: body)]
            return edits + twin(of: region, suspensions)
        }
    }

    private func live(_ region: Region) -> [Numbered] {
        let place = region.node.start
        return regions.first { $0.region.node.start == place }?.mutations.filter { !dropped.contains($0.id) } ?? []
    }

    private func choice(of value: ExprSyntax, _ numbered: [Numbered]) -> String {
        let choices = numbered.map {
            "// @mutant \($0.id)\nisActive(\($0.id)) ? (\(source.text(value.place, with: $0.mutation.edits))) :\n"
        }
        let ids = numbered.map { "\($0.id)" }.joined(separator: ",")
        return "\n\(choices.joined())// @mutant \(ids)\n(\(source.text(value.place)))\n// @original\n"
    }

    private func choice(
        of statements: CodeBlockItemListSyntax, _ region: Region, _ cases: [(ids: [Int], edits: [Edit])],
        otherwise: [Edit]
    ) -> String {
        guard !cases.isEmpty else { return source.text(statements.place, with: otherwise) + "\n" }
        let implied = region.impliedReturn.map { [Edit.insert("return ", at: $0.start)] } ?? []
        let texts = cases.map { ids, edits in
            let list = ids.map { "\($0)" }
            return "// @mutant \(list.joined(separator: ","))\ncase \(list.joined(separator: ", ")):\n_ = reached\n"
                + source.text(statements.place, with: implied + edits) + "\n"
        }
        return "switch activeMutant {\n\(texts.joined())// @original\ndefault:\n"
            + source.text(statements.place, with: implied + otherwise) + "\n}\n"
            + "// @mutant \(cases.flatMap(\.ids).map { "\($0)" }.joined(separator: ","))\n"
    }

    // MARK: - Twins

    /// The twin of a method, which may suspend, behind the method.
    private func twin(of region: Region, _ suspensions: Suspensions) -> [Edit] {
        guard let method = suspensions.method(of: region), let body = method.body,
            case .body(let statements, _) = region.shape, isNeeded(method.name.text, region.type)
        else { return [] }
        let calls = calls(in: region, isTwin: true).flatMap(\.edits)
        let cases = live(region).filter { !$0.isDirect }.map { (ids: [$0.id], edits: $0.mutation.edits + calls) }
        let effects = method.signature.effectSpecifiers
        let head = source.text(
            method.start..<body.statements.start,
            with: [
                Edit(range: method.name.place, text: Suspensions.twin(method.name.text)),
                effects.map { .insert("async ", at: $0.start) }
                    ?? .insert(" async", at: method.signature.parameterClause.end),
            ])
        return [
            .insert(
                "\n\n\(head)\n" + choice(of: statements, region, cases, otherwise: calls) + "}\n// @original\n",
                at: method.end)
        ]
    }

    /// The calls of twins that there are.
    private func calls(in region: Region, isTwin: Bool = false) -> [(callee: String, edits: [Edit])] {
        Suspensions(actor: region.type).calls(in: region, isTwin: isTwin).filter { isNeeded($0.callee, region.type) }
    }

    /// Whether a live mutant is in a method's twin or in one that it calls.
    private func isNeeded(_ method: String, _ type: TypeInfo) -> Bool { !reached(from: [method], type).isEmpty }

    /// The mutants in the twins of these methods, and in those that they call.
    private func reached(from callees: [String], _ type: TypeInfo) -> Set<Int> {
        let suspensions = Suspensions(actor: type)
        var (ids, seen, waiting): (Set<Int>, Set<String>, [String]) = ([], [], callees)
        while let name = waiting.popLast() {
            guard seen.insert(name).inserted else { continue }
            for (region, numbered) in regions where suspensions.method(of: region)?.name.text == name {
                ids.formUnion(numbered.filter { !$0.isDirect }.map(\.id))
                waiting += suspensions.calls(in: region, isTwin: true).map(\.callee)
            }
        }
        return ids.subtracting(dropped)
    }

    /// The mutants that can be active: those in a twin must be reached by somebody who waits.
    var reachable: Set<Int> {
        var ids: Set<Int> = []
        for (region, numbered) in regions {
            ids.formUnion(numbered.filter(\.isDirect).map(\.id))
            let calls = Suspensions(actor: region.type).calls(in: region, isTwin: false)
            ids.formUnion(reached(from: calls.map(\.callee), region.type))
        }
        return ids
    }
}
