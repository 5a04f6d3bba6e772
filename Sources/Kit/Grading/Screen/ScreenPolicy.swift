/// What lab code may use, and why it may not use the rest.
package struct ScreenPolicy: Sendable {
    /// The labs of the course: modules that a submission defines or builds on.
    let labs: [String]
    /// What an instructor has allowed, by the names of findings.
    let allowed: Set<String>

    /// - Parameters:
    ///   - labs: the modules that a submission defines or builds on.
    ///   - allowed: names of findings that are let through.
    package init(labs: [String], allowed: Set<String> = []) {
        self.labs = labs
        self.allowed = allowed
    }

    // MARK: - Imports

    /// Whether lab code may import a module.
    func mayImport(_ module: String) -> Bool {
        labs.contains(module)
            || ["LabKit", "Foundation", "FoundationEssentials", "RegexBuilder", "Swift", "Synchronization"].contains(
                module)
    }

    // MARK: - Attributes

    /// Attributes, as the compiler's syntax tree calls them, in the words of the source.
    static let attributes = [
        "cdecl_attr": "@_cdecl", "silgen_name_attr": "@_silgen_name", "section_attr": "@section", "used_attr": "@used",
        "extern_attr": "@_extern", "dynamic_replacement_attr": "@_dynamicReplacement", "expose_attr": "@_expose",
        "spi_access_control_attr": "@_spi", "objc_impl_attr": "@implementation", "semantics_attr": "@_semantics",
        "private_import_attr": "@_private",
    ]
    static let reasonOfAttributes = "takes part in how programs are linked, which no lab needs"

    // MARK: - Names in the source

    /// Names that lead to memory without bounds.
    static let unsafeNames: Set<String> = [
        "UnsafePointer", "UnsafeMutablePointer", "UnsafeRawPointer", "UnsafeMutableRawPointer", "OpaquePointer",
        "AutoreleasingUnsafeMutablePointer", "Unmanaged", "ManagedBufferPointer", "unsafeBitCast", "unsafeDowncast",
        "_unsafeReferenceCast", "withUnsafePointer", "withUnsafeMutablePointer", "unsafelyUnwrapped", "baseAddress",
        "assumingMemoryBound", "bindMemory", "withMemoryRebound", "Builtin",
    ]
    /// Types that are harmless as long as somebody else makes them.
    static let buffers: Set<String> = [
        "UnsafeBufferPointer", "UnsafeMutableBufferPointer", "UnsafeRawBufferPointer", "UnsafeMutableRawBufferPointer",
    ]
    static let reasonOfUnsafety = "reaches memory that isn't its own; withUnsafeBytes, without addresses, is allowed"

    // MARK: - Symbols of object files

    /// Functions of C that compute, and what the compiler itself calls.
    static let functionsOfC: Set<String> = [
        "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "bcmp", "cbrt", "ceil", "copysign", "cos",
        "cosh", "erf", "erfc", "exp", "exp2", "expm1", "fabs", "fdim", "floor", "fma", "fmax", "fmin", "fmod", "frexp",
        "hypot", "ilogb", "labs", "ldexp", "lgamma", "llabs", "log", "log10", "log1p", "log2", "logb", "lround",
        "memchr", "memcmp", "memcpy", "memmove", "memset", "modf", "nan", "nearbyint", "nextafter", "pow", "remainder",
        "remquo", "rint", "round", "scalbn", "sin", "sinh", "sqrt", "strcmp", "strlen", "strncmp", "tan", "tanh",
        "tgamma", "trunc", "fflush", "fputs", "putchar", "puts", "stderr", "stdout", "isalpha", "isdigit", "isspace",
        "toupper", "tolower",
        // Of Mutex, of blocks, of what the linker makes.
        "syscall", "__tls_get_addr", "__stack_chk_fail", "_Block_copy", "_Block_release", "_NSConcreteStackBlock",
        "_NSConcreteGlobalBlock", "_GLOBAL_OFFSET_TABLE_", "__dso_handle", "__divti3", "__modti3", "__udivti3",
        "__umodti3", "__multi3", "__muloti4",
    ]

    /// Why a function or a variable that isn't Swift's may not be used; nil if it may.
    static func reason(ofC symbol: String) -> String? {
        if symbol.hasSuffix("_hook") { return "changes how Swift runs tasks" }
        if symbol.hasPrefix("swift_") || symbol.hasPrefix("_swift") || symbol.hasPrefix("__swift") { return nil }
        if ["f", "l"].contains(where: { symbol.hasSuffix($0) && functionsOfC.contains(String(symbol.dropLast())) }) {
            return nil
        }
        return functionsOfC.contains(symbol) ? nil : "is C of the operating system: a lab computes, and calls its peers"
    }

    /// Modules that lab code has no business in.
    private static let modules: [(name: String, reason: String)] = [
        ("XCTest", "is for graders"), ("Testing", "is for graders"), ("Harness", "is the grader itself"),
        ("LabHarness", "is the grader itself"), ("Simulation", "is the grader itself"),
        ("LabRPC", "is the grader itself"),
        ("Linearizability", "is the grader itself"), ("Glibc", "is C of the operating system"),
        ("Dispatch", "brings threads of its own: use Task, and node.clock"),
        ("FoundationNetworking", "reaches the network"), ("Distributed", "reaches the network"),
        ("_Differentiation", "is nothing that a lab needs"), ("Cxx", "is no Swift"),
    ]

    private static let system = "reaches files, processes, threads or the network: what a lab may use is on its Node"
    private static let reflection = "looks into what isn't its own"

    /// Declarations of Foundation and of Swift, as they are demangled, and the word that stands in the source.
    private static let declarations: [(text: String, word: String, reason: String)] =
        [
            "Process", "FileHandle", "FileManager", "ProcessInfo", "Thread", "Pipe", "Bundle", "Host", "Port",
            "SocketPort",
            "RunLoop", "Timer", "OperationQueue", "Operation", "BlockOperation", "NotificationCenter", "UserDefaults",
            "InputStream", "OutputStream", "Stream", "URLSession", "FileWrapper", "NSKeyedUnarchiver", "NSCondition",
            "NSConditionLock", "NSData", "NSString", "NSArray", "NSDictionary",
        ].flatMap { name in
            ["Foundation", "FoundationEssentials"].map { ("\($0).\(name)", name, system) }
        } + [
            ("contentsOf: ", "contentsOf", system), ("contentsOfFile: ", "contentsOfFile", system),
            ("write(to: ", "write", system), (".write<A where A1: Swift.StringProtocol>(toFile", "write", system),
            ("Swift.CommandLine", "CommandLine", system), ("Swift.readLine", "readLine", system),
            ("Swift.Mirror", "Mirror", reflection), ("Swift.dump", "dump", reflection),
            ("Swift._forEachField", "_forEachField", reflection), ("Swift._typeByName", "_typeByName", reflection),
            ("Swift._getTypeByMangledName", "_getTypeByMangledName", reflection),
        ]

    /// Why a symbol of Swift may not be used, with the word that stands for it in the source; nil if it may.
    static func reason(ofSwift demangled: String) -> (word: String, reason: String)? {
        // Array.append(contentsOf:) reads no file.
        if demangled.contains("contentsOf: "), !demangled.contains("URL"), !demangled.contains("contentsOfFile") {
            return nil
        }
        for (name, reason) in modules where demangled.mentions(name + ".") || demangled.contains("in \(name))") {
            return (demangled.word(after: name + "."), reason)
        }
        if let lab = demangled.firstMatch(of: /(Lab[0-9][A-Za-z]*Grading)\./) {
            return (String(lab.output.1), "is the grader itself")
        }
        return declarations.first { demangled.mentions($0.text) }.map { ($0.word, $0.reason) }
    }

    /// Sections that every object file of Swift may have, by how they begin.
    static let sections = [
        ".text", ".data", ".rodata", ".bss", ".tbss", ".tdata", "swift5_", ".swift", ".rela", ".debug", ".eh_frame",
        ".note", ".comment", ".linker-options", ".symtab", ".strtab", ".shstrtab", ".group", ".llvm",
        ".gcc_except_table",
        ".gnu", ".deplibs", ".addrsig",
    ]
    static let sectionsThatRun = [".init_array", ".fini_array", ".preinit_array", ".ctors", ".dtors", ".init", ".fini"]
}

extension String {
    /// Whether a name stands in it as a whole: nothing that goes on stands before it, and, unless it ends with a sign, after it.
    fileprivate func mentions(_ name: String) -> Bool {
        var rest = self[...]
        while let range = rest.range(of: name) {
            let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
            let after = range.upperBound < endIndex ? self[range.upperBound] : " "
            let isEnd = !(name.last?.isLetter ?? false) || !(after.isLetter || after.isNumber || after == "_")
            if !(before.isLetter || before.isNumber || before == "_" || before == "."), isEnd { return true }
            if name.first?.isLetter == false || name.first?.isLowercase == true, isEnd { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    /// The name that stands after a text.
    fileprivate func word(after text: String) -> String {
        guard let range = range(of: text) else { return text }
        let word = self[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return word.isEmpty ? String(text.dropLast()) : String(word)
    }
}
