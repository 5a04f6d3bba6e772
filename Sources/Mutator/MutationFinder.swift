import SwiftSyntax

/// Finds what the usual operators change in one region. Where two operators would come to the same, one of them is left out:
/// a negated comparison is another comparison, and an `if` that is removed is one whose condition is false.
final class MutationFinder: SyntaxVisitor {
    private(set) var mutations: [Mutation] = []
    private let region: Region

    static func mutations(of region: Region) -> [Mutation] {
        let finder = MutationFinder(region)
        finder.walk(region.node)
        if case .body(let statements, let type) = region.shape {
            finder.addEarlyReturns(statements, returns: type ?? "Void")
        }
        return finder.mutations
    }

    private init(_ region: Region) {
        self.region = region
        super.init(viewMode: .sourceAccurate)
    }

    func add(_ kind: String, _ node: some SyntaxProtocol, _ text: String) {
        mutations.append(Mutation(kind: kind, edits: [Edit(range: node.place, text: text)]))
    }

    // MARK: - Operators

    private static let relations = [
        "<": ["<=", ">="], "<=": ["<", "==", ">"], ">": [">=", "<="], ">=": [">", "==", "<"],
        "==": ["!=", "<=", ">="], "!=": ["==", "<", ">"],
    ]
    private static let arithmetic = [
        "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"], "+=": ["-="], "-=": ["+="],
        "...": ["..<"], "..<": ["..."],
    ]

    override func visit(_ node: InfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
        let symbol = node.symbol
        for other in Self.relations[symbol] ?? [] { add("relational", node.operator, other) }
        for other in Self.arithmetic[symbol] ?? [] { add("arithmetic", node.operator, other) }
        if symbol == "&&" || symbol == "||" {
            add("logical", node, node.leftOperand.trimmedDescription)
            add("logical", node, node.rightOperand.trimmedDescription)
            add("logical", node.operator, symbol == "&&" ? "||" : "&&")
        }
        if symbol == "??" { add("logical", node, "(\(node.rightOperand.trimmedDescription))") }
        return .visitChildren
    }

    override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
        if node.operator.text == "!" { add("negation", node, node.expression.trimmedDescription) }
        if node.operator.text == "-" { add("arithmetic", node, node.expression.trimmedDescription) }
        return .visitChildren
    }

    // MARK: - Constants and indexes

    override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
        guard let value = Int(node.literal.text.filter { $0 != "_" }) else { return .skipChildren }
        // One more or less is a mistake where one counts, and nothing where one measures.
        let isCount = value < 10
        for other in isCount ? [value + 1, value - 1] : [2 * value, value / 2] {
            add(isCount ? "off by one" : "constant", node, "\(other)")
        }
        return .skipChildren
    }

    override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
        add("constant", node, node.literal.text == "true" ? "false" : "true")
        return .skipChildren
    }

    override func visit(_ node: SubscriptCallExprSyntax) -> SyntaxVisitorContinueKind {
        if node.arguments.count == 1, let index = node.arguments.first, index.label == nil { shift(index.expression) }
        return .visitChildren
    }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        let callee = node.calledExpression.as(DeclReferenceExprSyntax.self)
        for argument in node.arguments {
            let name =
                argument.expression.as(DeclReferenceExprSyntax.self)?.baseName.text
                ?? argument.expression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
            if let name, name.lowercased().hasSuffix("index") { shift(argument.expression) }
        }
        guard let callee, ["min", "max"].contains(callee.baseName.text), node.arguments.count == 2 else {
            return .visitChildren
        }
        add("min/max", callee, callee.baseName.text == "min" ? "max" : "min")
        for argument in node.arguments { add("min/max", node, "(\(argument.expression.trimmedDescription))") }
        return .visitChildren
    }

    /// An index that is one off, unless it is a number by itself, or no number.
    private func shift(_ index: ExprSyntax) {
        guard !index.is(IntegerLiteralExprSyntax.self), !index.is(StringLiteralExprSyntax.self),
            !index.is(ClosureExprSyntax.self), index.as(InfixOperatorExprSyntax.self)?.symbol.hasPrefix("..") != true,
            !index.is(PostfixOperatorExprSyntax.self), !index.is(PrefixOperatorExprSyntax.self)
        else { return }
        for step in ["+ 1", "- 1"] {
            mutations.append(
                Mutation(
                    kind: "off by one",
                    edits: [.insert("(", at: index.start), .insert(" \(step))", at: index.end)]))
        }
    }

    // MARK: - Conditions

    override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
        add(node.conditions)
        return .visitChildren
    }

    override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
        add(node.conditions)
        return .visitChildren
    }

    override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
        add(node.conditions)
        return .visitChildren
    }

    override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind {
        add(condition: node.condition)
        return .visitChildren
    }

    override func visit(_ node: TernaryExprSyntax) -> SyntaxVisitorContinueKind {
        add(condition: node.condition)
        return .visitChildren
    }

    override func visit(_ node: WhereClauseSyntax) -> SyntaxVisitorContinueKind {
        add(condition: node.condition)
        return .visitChildren
    }

    private func add(_ conditions: ConditionElementListSyntax) {
        for element in conditions {
            if case .expression(let expression) = element.condition {
                add(condition: expression)
            } else if !element.bindsNames {
                for value in ["true", "false"] { add("condition", element.condition, value) }
            }
        }
        // Where a name is bound the condition can't be true without, but it can fail.
        if conditions.allSatisfy(\.bindsNames) {
            mutations.append(Mutation(kind: "condition", edits: [.insert("false, ", at: conditions.start)]))
        }
    }

    private func add(condition: ExprSyntax) {
        guard !condition.is(BooleanLiteralExprSyntax.self) else { return }
        for value in ["true", "false"] { add("condition", condition, value) }
        let isComparison = Self.relations[condition.as(InfixOperatorExprSyntax.self)?.symbol ?? ""] != nil
        if !isComparison, !condition.is(PrefixOperatorExprSyntax.self) {
            add("negation", condition, "!(\(condition.trimmedDescription))")
        }
    }

    // MARK: - Statements

    override func visit(_ node: CodeBlockItemSyntax) -> SyntaxVisitorContinueKind {
        if canBeRemoved(node) {
            let text = Source.title(node.trimmedDescription)
            mutations.append(
                Mutation(
                    kind: "statement removed", edits: [Edit(range: node.place, text: "_ = ()")], original: text,
                    mutated: "(nothing)"))
        }
        return .visitChildren
    }

    private func canBeRemoved(_ node: CodeBlockItemSyntax) -> Bool {
        guard !isOnlyOneOfIts(node), !isLogging(node), node.id != region.impliedReturn?.id, !isLastOfValue(node) else {
            return false
        }
        if let statement = node.item.as(ExpressionStmtSyntax.self) {
            // Without `else` it is the same as with a condition that is false.
            if let condition = statement.expression.as(IfExprSyntax.self) { return condition.elseBody != nil }
            return true
        }
        if let guarding = node.item.as(GuardStmtSyntax.self) {
            // One condition alone becomes `true`; and names can't be left out.
            return guarding.conditions.count > 1 && !guarding.conditions.contains(where: \.bindsNames)
        }
        if node.item.is(ForStmtSyntax.self) || node.item.is(DeferStmtSyntax.self) { return true }
        if node.item.is(ThrowStmtSyntax.self) || node.item.is(BreakStmtSyntax.self) { return true }
        if node.item.is(ContinueStmtSyntax.self) { return true }
        guard let expression = node.item.as(ExprSyntax.self) else { return false }
        return !setsWhatMustBeSet(expression)
    }

    /// The only statement of an `if` or a loop, without which that does nothing; or of a closure, which may be a value.
    private func isOnlyOneOfIts(_ node: CodeBlockItemSyntax) -> Bool {
        guard let list = node.parent?.as(CodeBlockItemListSyntax.self), list.count == 1 else { return false }
        if list.parent?.is(ClosureExprSyntax.self) == true { return true }
        guard let owner = list.parent?.as(CodeBlockSyntax.self)?.parent else { return false }
        return owner.as(IfExprSyntax.self).map { $0.elseBody == nil } ?? owner.is(ForStmtSyntax.self)
            || owner.is(WhileStmtSyntax.self) || owner.is(DeferStmtSyntax.self)
    }

    /// What is logged is for people.
    private func isLogging(_ node: CodeBlockItemSyntax) -> Bool { node.trimmedDescription.hasPrefix("node.log(") }

    /// Without it a function that returns something would end without doing so.
    private func isLastOfValue(_ node: CodeBlockItemSyntax) -> Bool {
        guard case .body(let statements, let type) = region.shape else { return true }
        return type != nil && type != "Void" && statements.last?.id == node.id
    }

    private func setsWhatMustBeSet(_ expression: ExprSyntax) -> Bool {
        guard region.isInitializer, let assignment = expression.as(InfixOperatorExprSyntax.self) else { return false }
        let target =
            assignment.leftOperand.as(DeclReferenceExprSyntax.self)?.baseName.text
            ?? assignment.leftOperand.as(MemberAccessExprSyntax.self)?.declName.baseName.text
        return target.map(region.type.unset.contains) ?? assignment.leftOperand.is(TupleExprSyntax.self)
    }

    /// A body that ends before it should: after each of its statements, or at once with a value that says nothing.
    private func addEarlyReturns(_ statements: CodeBlockItemListSyntax, returns type: String) {
        guard !region.isInitializer, statements.count > 1 else { return }
        func add(_ value: String, before statement: CodeBlockItemSyntax) {
            mutations.append(
                Mutation(
                    kind: "early return", edits: [.insert("return\(value); ", at: statement.start)],
                    original: Source.title(statement.trimmedDescription),
                    mutated: "return\(value) before it"))
        }
        if type == "Void" {
            for statement in statements.dropLast() { add("", before: statement) }
        } else {
            for value in Self.values(of: type) { add(" \(value)", before: statements.first!) }
        }
    }

    private static func values(of type: String) -> [String] {
        switch type {
        case "Bool": ["true", "false"]
        case "Int": ["0"]
        case "String": ["\"\""]
        case _ where type.hasSuffix("?"): ["nil"]
        case _ where type.hasPrefix("[") && type.hasSuffix("]"): [type.contains(":") ? "[:]" : "[]"]
        default: []
        }
    }
}
