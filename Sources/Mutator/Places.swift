import SwiftSyntax

extension SyntaxProtocol {
    /// Where it stands in its file, without the spaces and comments around it.
    var place: Range<Int> { start..<end }
    var start: Int { positionAfterSkippingLeadingTrivia.utf8Offset }
    var end: Int { endPositionBeforeTrailingTrivia.utf8Offset }

    /// The innermost of the things around it that `wanted` is true of, up to a limit.
    func enclosing<Wanted: SyntaxProtocol>(_ type: Wanted.Type) -> Wanted? {
        var node = parent
        while let here = node {
            if let wanted = here.as(Wanted.self) { return wanted }
            node = here.parent
        }
        return nil
    }

    /// Whether something of this type is in it, other than in a closure or in a declaration inside.
    func hasOwn<Wanted: SyntaxProtocol>(_ type: Wanted.Type) -> Bool {
        children(viewMode: .sourceAccurate).contains { child in
            if child.is(Wanted.self) { return true }
            if child.is(ClosureExprSyntax.self) || child.isProtocol(DeclGroupSyntax.self) { return false }
            return child.hasOwn(type)
        }
    }
}

extension ClosureExprSyntax {
    /// Whether it may suspend: it does already.
    var isAsync: Bool { statements.hasOwn(AwaitExprSyntax.self) || statements.contains { $0.isForAwait } }
}

extension CodeBlockItemSyntax {
    fileprivate var isForAwait: Bool { item.as(ForStmtSyntax.self)?.awaitKeyword != nil }
}

extension InfixOperatorExprSyntax {
    var symbol: String { self.operator.as(BinaryOperatorExprSyntax.self)?.operator.text ?? "" }
}

extension ConditionElementSyntax {
    /// Whether it declares something that is used later, so that it can't be left out.
    var bindsNames: Bool {
        switch condition {
        case .optionalBinding: true
        case .matchingPattern(let pattern):
            pattern.pattern.hasOwn(ValueBindingPatternSyntax.self)
                || pattern.pattern.is(ValueBindingPatternSyntax.self)
        default: false
        }
    }
}
