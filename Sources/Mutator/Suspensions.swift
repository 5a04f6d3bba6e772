import SwiftSyntax

/// The mistake that this course is about: something else runs between two statements of an actor's method.
///
/// `await` may stand only in functions that are async. So each method of an actor that isn't, and that no protocol asks for,
/// gets a twin in the mutated copy that is; and whoever calls it and is async itself calls the twin while such a mutant is
/// active. All else is untouched, and without an active mutant nothing ever suspends that doesn't in the original.
struct Suspensions {
    let actor: TypeInfo

    static func twin(_ name: String) -> String { name + "__suspending" }

    /// How a mutant suspends: for two milliseconds, in which messages arrive and no time-out passes. That is what a student's
    /// `await` of another server costs. Who has no clock gives way to what is due at the same instant.
    private var pause: String {
        actor.hasNode ? "try? await node.clock.sleep(for: .milliseconds(2))" : "await Task.yield()"
    }

    // MARK: - Where

    /// What suspending between two statements changes.
    /// - Parameter isDirect: whether it can be done where it stands, or only in the method's twin.
    func mutations(of region: Region) -> [(mutation: Mutation, isDirect: Bool)] {
        guard case .body(let statements, _) = region.shape else { return [] }
        let isTwin = isTwin(region)
        var result: [(Mutation, Bool)] = []
        for item in Items.all(in: statements) {
            let closure = item.closure(in: statements)
            let isDirect = closure.map(\.isAsync) ?? region.isAsync
            guard isDirect || closure == nil && isTwin, !item.isIn(DeferStmtSyntax.self, of: statements) else {
                continue
            }
            if item.canFollowSuspension(in: statements), !onlyEnds(item) {
                result.append((suspension(before: item), isDirect))
            }
            result += staleCopies(item, isIn: closure).map { ($0, isDirect) }
        }
        return result
    }

    /// Whether a statement leaves a function with what is decided by then: a suspension before it delays that, and no more.
    private func onlyEnds(_ item: CodeBlockItemSyntax) -> Bool {
        if item.item.is(BreakStmtSyntax.self) || item.item.is(ContinueStmtSyntax.self) { return true }
        guard let end = item.item.as(ReturnStmtSyntax.self) else { return false }
        guard let value = end.expression else { return true }
        if let name = value.as(DeclReferenceExprSyntax.self) { return !actor.properties.contains(name.baseName.text) }
        return value.as(MemberAccessExprSyntax.self).map { $0.base == nil }
            ?? (value.is(NilLiteralExprSyntax.self) || value.is(BooleanLiteralExprSyntax.self)
                || value.is(IntegerLiteralExprSyntax.self))
    }

    /// Whether the region is a method with a twin.
    func isTwin(_ region: Region) -> Bool {
        !region.isAsync && method(of: region) != nil
    }

    func method(of region: Region) -> FunctionDeclSyntax? {
        actor.methods.first { $0.body?.statements.start == region.node.start }
    }

    private func suspension(before item: CodeBlockItemSyntax) -> Mutation {
        Mutation(
            kind: "suspension", edits: [.insert("\(pause); ", at: item.start)],
            original: Source.title(item.trimmedDescription), mutated: "suspends before it")
    }

    /// A statement that works on a copy of a property, which is written back after a suspension.
    private func staleCopies(_ item: CodeBlockItemSyntax, isIn closure: ClosureExprSyntax?) -> [Mutation] {
        guard closure == nil, actor.hasNode, let name = changedProperty(of: item) else { return [] }
        let uses = Names.uses(of: name, in: Syntax(item))
        let edits =
            [.insert("var stale = \(name); ", at: item.start)] + uses.map { Edit(range: $0.place, text: "stale") }
            + [.insert("; \(pause); \(name) = stale", at: item.end)]
        return [
            Mutation(
                kind: "stale copy", edits: edits, original: Source.title(item.trimmedDescription),
                mutated: "works on a copy of \(name), written back 2 ms later")
        ]
    }

    /// The property of the actor that a simple statement may change in part.
    private func changedProperty(of item: CodeBlockItemSyntax) -> String? {
        var expression = item.item.as(ExprSyntax.self)
        if let declaration = item.item.as(VariableDeclSyntax.self) {
            expression = declaration.bindings.first?.initializer?.value
        }
        if let assignment = expression?.as(InfixOperatorExprSyntax.self) {
            // All of it replaced: that is a suspension before the statement.
            guard
                !assignment.leftOperand.is(DeclReferenceExprSyntax.self)
                    || assignment.operator.is(BinaryOperatorExprSyntax.self)
            else { return nil }
            return base(of: assignment.leftOperand)
        }
        return expression?.as(FunctionCallExprSyntax.self)?.calledExpression.as(MemberAccessExprSyntax.self)?.base
            .flatMap(base)
    }

    private func base(of expression: ExprSyntax) -> String? {
        if let name = expression.as(DeclReferenceExprSyntax.self)?.baseName.text {
            return actor.variables.contains(name) ? name : nil
        }
        if let part = expression.as(SubscriptCallExprSyntax.self) { return base(of: part.calledExpression) }
        if let part = expression.as(OptionalChainingExprSyntax.self) { return base(of: part.expression) }
        return expression.as(MemberAccessExprSyntax.self)?.base.flatMap(base)
    }

    // MARK: - Twins

    /// The methods' calls in a region that can be calls of their twins, because they stand where one can wait.
    func calls(in region: Region, isTwin: Bool) -> [(callee: String, edits: [Edit])] {
        guard case .body(let statements, _) = region.shape else { return [] }
        return Calls.all(in: statements).compactMap { call -> (String, [Edit])? in
            guard let (name, token) = callee(of: call) else { return nil }
            let closure = call.closure(in: statements)
            guard closure.map(\.isAsync) ?? (region.isAsync || isTwin), !call.isIn(DeferStmtSyntax.self, of: statements)
            else { return nil }
            return (name, awaiting(call, token, in: statements))
        }
    }

    private func callee(of call: FunctionCallExprSyntax) -> (title: String, token: TokenSyntax)? {
        var name = call.calledExpression.as(DeclReferenceExprSyntax.self)
        if let member = call.calledExpression.as(MemberAccessExprSyntax.self), let base = member.base {
            name = base.trimmedDescription == "self" ? member.declName : nil
        }
        guard let token = name?.baseName else { return nil }
        let labels = call.arguments.map { ($0.label?.text ?? "_") + ":" }.joined()
        let method = actor.methods.first { method in
            // What a trailing closure is called can't be seen.
            method.name.text == token.text
                && (call.trailingClosure != nil || method.title == "\(token.text)(\(labels))")
        }
        return method.map { ($0.name.text, token) }
    }

    private func awaiting(
        _ call: FunctionCallExprSyntax, _ token: TokenSyntax, in statements: CodeBlockItemListSyntax
    ) -> [Edit] {
        let rename = Edit(range: token.place, text: Self.twin(token.text))
        if call.isAwaited(in: statements) { return [rename] }
        let isOperand = call.parent?.is(InfixOperatorExprSyntax.self) ?? false
        return [.insert(isOperand ? "(await " : "await ", at: call.start), rename]
            + (isOperand ? [.insert(")", at: call.end)] : [])
    }
}

extension SyntaxProtocol {
    /// The closure around it inside a body, if any.
    fileprivate func closure(in statements: CodeBlockItemListSyntax) -> ClosureExprSyntax? {
        enclosing(ClosureExprSyntax.self).flatMap { $0.start >= statements.start ? $0 : nil }
    }

    fileprivate func isIn<Wanted: SyntaxProtocol>(
        _ type: Wanted.Type, of statements: CodeBlockItemListSyntax
    ) -> Bool {
        enclosing(type).map { $0.start >= statements.start } ?? false
    }

    /// Whether an `await` to its left covers it already.
    fileprivate func isAwaited(in statements: CodeBlockItemListSyntax) -> Bool {
        guard let awaiting = enclosing(AwaitExprSyntax.self), awaiting.start >= statements.start else { return false }
        return (closure(in: statements)?.start ?? 0) <= awaiting.start
    }
}

extension CodeBlockItemSyntax {
    /// At the beginning of a whole body a suspension would only delay the call.
    fileprivate func canFollowSuspension(in statements: CodeBlockItemListSyntax) -> Bool {
        guard let list = parent?.as(CodeBlockItemListSyntax.self) else { return false }
        let isFirst = list.first?.id == id
        if !isFirst { return true }
        let isBlock = list.parent?.is(CodeBlockSyntax.self) == true || list.parent?.is(SwitchCaseSyntax.self) == true
        return isBlock && list.id != statements.id
    }
}

/// All statements of a body.
private final class Items: SyntaxVisitor {
    private var items: [CodeBlockItemSyntax] = []

    static func all(in statements: CodeBlockItemListSyntax) -> [CodeBlockItemSyntax] {
        let visitor = Items(viewMode: .sourceAccurate)
        visitor.walk(statements)
        return visitor.items
    }

    override func visit(_ node: CodeBlockItemSyntax) -> SyntaxVisitorContinueKind {
        items.append(node)
        return .visitChildren
    }
}

/// All calls in a body.
private final class Calls: SyntaxVisitor {
    private var calls: [FunctionCallExprSyntax] = []

    static func all(in statements: CodeBlockItemListSyntax) -> [FunctionCallExprSyntax] {
        let visitor = Calls(viewMode: .sourceAccurate)
        visitor.walk(statements)
        return visitor.calls
    }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        calls.append(node)
        return .visitChildren
    }
}

/// Where a name is used.
private final class Names: SyntaxVisitor {
    private var uses: [DeclReferenceExprSyntax] = []
    private let name: String

    static func uses(of name: String, in node: Syntax) -> [DeclReferenceExprSyntax] {
        let visitor = Names(name)
        visitor.walk(node)
        return visitor.uses
    }

    private init(_ name: String) {
        self.name = name
        super.init(viewMode: .sourceAccurate)
    }

    override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
        let member = node.parent?.as(MemberAccessExprSyntax.self)
        let isMember = member?.declName.id == node.id && member?.base != nil
        if node.baseName.text == name, !isMember { uses.append(node) }
        return .skipChildren
    }
}
