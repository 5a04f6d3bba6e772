import Foundation

/// Judges a submission by its object files: what they define and refer to tells their effects, whatever comments, strings and
/// conditions the source has. The toolchain's own tools look at them.
struct ObjectScreen {
    /// Something that an object file shows, with the word to look for in its source.
    struct Sighting: Hashable {
        let word: String
        let reason: String
    }

    let labs: [String]

    /// What an object file shows that isn't let in.
    /// - Throws: `Refusal` if it can't be looked at.
    func sightings(in object: String) throws -> Set<Sighting> {
        let symbols = try symbols(of: object)
        let demangled = try demangle(symbols.map(\.name).filter { $0.hasPrefix("$s") })
        var sightings = try sections(of: object)
        for symbol in symbols {
            let sighting =
                symbol.isDefined
                ? definition(symbol, demangled[symbol.name]) : reference(symbol.name, demangled[symbol.name])
            if let sighting { sightings.insert(sighting) }
        }
        return sightings
    }

    // MARK: - Symbols

    private struct Symbol {
        let name: String
        let isDefined: Bool
        /// Whether it gives way to another of its name.
        let isWeak: Bool
    }

    private func reference(_ name: String, _ demangled: String?) -> Sighting? {
        if let demangled {
            return ScreenPolicy.reason(ofSwift: demangled).map { Sighting(word: $0.word, reason: $0.reason) }
        }
        return ScreenPolicy.reason(ofC: name).map { Sighting(word: name, reason: $0) }
    }

    private func definition(_ symbol: Symbol, _ demangled: String?) -> Sighting? {
        if let demangled {
            if symbol.isWeak || labs.contains(where: demangled.contains) { return nil }
            return Sighting(
                word: demangled, reason: "is defined here, though it isn't the lab's: it would replace another")
        }
        let ofCompiler = ["got.", "__swift", "symbolic ", "associated ", "get_", "_swift", "default ", "flat "]
        if symbol.isWeak, ofCompiler.contains(where: symbol.name.hasPrefix) { return nil }
        return Sighting(word: symbol.name, reason: "is defined here for all of the program: it would replace another")
    }

    /// The symbols that the linker sees.
    private func symbols(of object: String) throws -> [Symbol] {
        try lines(["llvm-nm", "--extern-only", object], of: object).compactMap { line in
            // An address if it is defined, a letter, and a name, which may hold spaces.
            guard let found = line.firstMatch(of: /^[0-9a-f ]{16} ([A-Za-z?-]) (.+)$/) else { return nil }
            let kind = String(found.output.1)
            return Symbol(
                name: String(found.output.2), isDefined: kind != "U" && kind != "w" && kind != "v",
                isWeak: ["V", "W", "u"].contains(kind))
        }
    }

    private func demangle(_ names: [String]) throws -> [String: String] {
        var result: [String: String] = [:]
        var rest = Set(names).sorted()[...]
        while !rest.isEmpty {
            let some = rest.prefix(400)
            rest = rest.dropFirst(some.count)
            let lines = try Tool.run(["swift-demangle", "--compact"] + some).output.split(separator: "\n")
            guard lines.count == some.count else { throw Refusal(nil, "symbols of the submission can't be demangled.") }
            for (name, line) in zip(some, lines) { result[name] = String(line) }
        }
        return result
    }

    // MARK: - Sections

    private func sections(of object: String) throws -> Set<Sighting> {
        let names = try lines(["llvm-objdump", "--section-headers", object], of: object).compactMap { line in
            line.firstMatch(of: /^\s*[0-9]+ (\S+)\s+[0-9a-f]{8}/).map { String($0.output.1) }
        }
        return Set(
            names.compactMap { name in
                let relocated = name.replacing(/^\.rela/, with: "")
                if ScreenPolicy.sectionsThatRun.contains(where: relocated.hasPrefix) {
                    return Sighting(word: relocated, reason: "is a section of code that runs before the graders do")
                }
                if ScreenPolicy.sections.contains(where: name.hasPrefix) { return nil }
                return Sighting(word: name, reason: "is a section that the compiler doesn't make by itself")
            })
    }

    private func lines(_ words: [String], of object: String) throws -> [Substring] {
        let shown = try Tool.run(words)
        guard shown.ending == .status(0) else {
            throw Refusal(nil, "an object file of the submission can't be looked at.")
        }
        return shown.output.split(separator: "\n")
    }
}
