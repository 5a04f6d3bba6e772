import SwiftSyntax

/// A part of a file that is there several times in the mutated copy, once for each mutant: the body of a function, or an
/// expression outside of all bodies, such as the first value of a property.
struct Region {
    enum Shape {
        /// Statements. The body of a function that needs no `return` gets one, as there will be more than one statement.
        case body(CodeBlockItemListSyntax, returns: String?)
        case value(ExprSyntax)
    }

    let shape: Shape
    /// The function or property, for people.
    let name: String
    let isAsync: Bool
    let isInitializer: Bool
    let type: TypeInfo

    var node: Syntax {
        switch shape {
        case .body(let statements, _): Syntax(statements)
        case .value(let expression): Syntax(expression)
        }
    }

    /// The `return` that Swift lets people leave out.
    var impliedReturn: CodeBlockItemSyntax? {
        guard case .body(let statements, let type?) = shape, statements.count == 1, type != "Void",
            let only = statements.first, !only.item.is(ReturnStmtSyntax.self)
        else { return nil }
        if let expression = only.item.as(ExpressionStmtSyntax.self) {
            return expression.hasOwn(ReturnStmtSyntax.self) ? nil : only
        }
        return only.item.is(ExprSyntax.self) ? only : nil
    }
}

/// What matters of the type around a function.
struct TypeInfo {
    var name = ""
    var isActor = false
    /// Whether there is a `node`, and so a clock to sleep by.
    var hasNode: Bool { properties.contains("node") }
    /// Properties that an initializer must set.
    var unset: Set<String> = []
    /// All properties.
    var properties: Set<String> = []
    /// Stored properties that may change.
    var variables: Set<String> = []
    /// The methods that neither suspend nor have to stay as they are.
    var methods: [FunctionDeclSyntax] = []

    init() {}

    init(_ declaration: some DeclGroupSyntax, name: String) {
        self.name = name
        isActor = declaration.is(ActorDeclSyntax.self)
        for member in declaration.memberBlock.members {
            if let property = member.decl.as(VariableDeclSyntax.self) { add(property) }
            guard isActor, let method = member.decl.as(FunctionDeclSyntax.self), method.canBecomeAsync else { continue }
            methods.append(method)
        }
    }

    private mutating func add(_ property: VariableDeclSyntax) {
        let isStatic = property.modifiers.contains { ["static", "class"].contains($0.name.text) }
        for binding in property.bindings {
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else { continue }
            properties.insert(name)
            guard !isStatic, binding.accessorBlock == nil else { continue }
            let isLet = property.bindingSpecifier.text == "let"
            if !isLet { variables.insert(name) }
            let isOptional = binding.typeAnnotation?.type.is(OptionalTypeSyntax.self) ?? false
            if binding.initializer == nil, isLet || !isOptional { unset.insert(name) }
        }
    }
}

extension FunctionDeclSyntax {
    var isAsync: Bool { signature.effectSpecifiers?.asyncSpecifier != nil }

    /// A protocol may ask for a public method, and then it must stay as it is.
    fileprivate var canBecomeAsync: Bool {
        body != nil && !isAsync
            && !modifiers.contains { ["public", "static", "nonisolated", "package"].contains($0.name.text) }
    }
}

/// Finds the regions of a file.
final class RegionFinder: SyntaxVisitor {
    private(set) var regions: [Region] = []
    private var types: [TypeInfo] = [TypeInfo()]

    static func regions(of file: SourceFileSyntax) -> [Region] {
        let finder = RegionFinder(viewMode: .sourceAccurate)
        finder.walk(file)
        return finder.regions
    }

    private func enter(_ declaration: some DeclGroupSyntax, _ name: String) -> SyntaxVisitorContinueKind {
        types.append(TypeInfo(declaration, name: name))
        return .visitChildren
    }

    override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visitPost(_ node: StructDeclSyntax) { types.removeLast() }
    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visitPost(_ node: ClassDeclSyntax) { types.removeLast() }
    override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visitPost(_ node: ActorDeclSyntax) { types.removeLast() }
    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter(node, node.name.text) }
    override func visitPost(_ node: EnumDeclSyntax) { types.removeLast() }
    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
        enter(node, node.extendedType.trimmedDescription)
    }
    override func visitPost(_ node: ExtensionDeclSyntax) { types.removeLast() }

    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
        let type = node.signature.returnClause?.type.trimmedDescription
        add(node.body?.statements, node.title, returns: type ?? "Void", isAsync: node.isAsync)
        return addDefaults(of: node.signature.parameterClause, node.title)
    }

    override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
        add(node.body?.statements, "init", returns: "Void", isInitializer: true)
        return addDefaults(of: node.signature.parameterClause, "init")
    }

    override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
        add(node.accessorBlock, "subscript", type: node.returnClause.type.trimmedDescription)
        return .skipChildren
    }

    override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
        for binding in node.bindings {
            let name = binding.pattern.trimmedDescription
            if let value = binding.initializer?.value { add(value, name) }
            add(binding.accessorBlock, name, type: binding.typeAnnotation?.type.trimmedDescription ?? "")
        }
        return .skipChildren
    }

    private func addDefaults(of clause: FunctionParameterClauseSyntax, _ name: String) -> SyntaxVisitorContinueKind {
        for parameter in clause.parameters {
            if let value = parameter.defaultValue?.value { add(value, name) }
        }
        return .skipChildren
    }

    private func add(_ block: AccessorBlockSyntax?, _ name: String, type: String) {
        switch block?.accessors {
        case .getter(let statements): add(statements, name, returns: type)
        case .accessors(let accessors):
            for accessor in accessors {
                let isGetter = accessor.accessorSpecifier.text == "get"
                add(accessor.body?.statements, name, returns: isGetter ? type : "Void")
            }
        default: break
        }
    }

    private func add(
        _ statements: CodeBlockItemListSyntax?, _ name: String, returns type: String, isAsync: Bool = false,
        isInitializer: Bool = false
    ) {
        guard let statements, !statements.isEmpty else { return }
        regions.append(
            Region(
                shape: .body(statements, returns: type), name: name, isAsync: isAsync, isInitializer: isInitializer,
                type: types.last!))
    }

    private func add(_ value: ExprSyntax, _ name: String) {
        regions.append(
            Region(shape: .value(value), name: name, isAsync: false, isInitializer: false, type: types.last!))
    }
}

extension FunctionDeclSyntax {
    /// `sendEntries(to:)`.
    var title: String {
        let labels = signature.parameterClause.parameters.map { $0.firstName.text + ":" }
        return "\(name.text)(\(labels.joined()))"
    }
}
