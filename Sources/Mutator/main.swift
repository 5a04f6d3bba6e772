// Finds the mutants of Swift files and writes a copy of the files that holds them all. `labs mutants` builds and runs it:
// it stands on the parser that comes with the compiler, which a program finds only if it is told where.
//
//   mutator [--into FOLDER] [--without IDS] FOLDER...
//
// prints the mutants as JSON. With --into it writes for each FOLDER of a solution, such as Sources/Lab2Raft/Reference, the
// mutated copy FOLDER/Lab2Raft. IDS are the numbers of the mutants to leave out, as in 3,17.

import Foundation

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(2)
}

/// The switch, in each module, and what tells that it matters.
let activeMutant = """
    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// The number of the mutant that is active in this process; 0 for none.
    let activeMutant = getenv("LAB_MUTANT").flatMap { Int(String(cString: $0)) } ?? 0

    /// Makes the file that is named to say that the active mutant's code was run, once.
    let reached: Void = { if let path = getenv("LAB_REACHED") { fclose(fopen(path, "w")) } }()

    func isActive(_ mutant: Int) -> Bool {
        guard activeMutant == mutant else { return false }
        _ = reached
        return true
    }

    """

var folders: [String] = []
var copy: String?
var dropped: Set<Int> = []
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
    switch word {
    case "--into": copy = words.popFirst()
    case "--without": dropped = Set((words.popFirst() ?? "").split(separator: ",").compactMap { Int($0) })
    default: folders.append(word)
    }
}

do {
    var mutants: [Mutant] = []
    for folder in folders {
        let module = URL(fileURLWithPath: folder).lastPathComponent
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        var files = ["ActiveMutant.swift": activeMutant]
        for name in names.sorted() {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            var weaver = Weaver(Source(name: "\(module)/\(name)", text: text), first: mutants.count + 1)
            let unreachable = Set(weaver.mutants.map(\.id)).subtracting(weaver.reachable)
            files[name] = weaver.text(without: dropped.union(unreachable))
            mutants += weaver.mutants
        }
        guard let copy else { continue }
        let target = "\(copy)/\(module)"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        // A file that is the same as before keeps its date, so that it isn't compiled again.
        for (name, text) in files where (try? String(contentsOfFile: "\(target)/\(name)", encoding: .utf8)) != text {
            try text.write(toFile: "\(target)/\(name)", atomically: true, encoding: .utf8)
        }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(mutants), as: UTF8.self))
} catch {
    fail("\(error)")
}
