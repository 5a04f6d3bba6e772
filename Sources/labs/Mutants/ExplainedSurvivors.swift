import Foundation

/// The mutants of which it is known why no test can kill them, or why none should: `Sources/<Lab>/MUTANTS.md`.
///
/// A paragraph says why, and the lines after it that are set in by four spaces say of which mutants, as the hunt prints them.
struct ExplainedSurvivors {
    private let files: [String]
    private var identities: [String] = []

    /// - Throws: if a mutant stands there without a reason.
    init(files: [String]) throws {
        self.files = files
        for file in files { try add(file) }
    }

    private mutating func add(_ file: String) throws {
        var hasReason = false
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("    ") {
                guard hasReason else { throw CommandError("\(file): nothing says why '\(line.dropFirst(4))'.") }
                identities.append(String(line.dropFirst(4)))
            } else if !line.isEmpty {
                hasReason = !line.hasPrefix("#")
            }
        }
    }

    /// Whether something is said of a mutant.
    func explain(_ mutant: Mutant) -> Bool { identities.contains(mutant.identity) }

    /// - Parameter isWhole: whether all mutants of the lab were hunted.
    /// - Throws: if a mutant survived of which nothing is said, or something is said of one that didn't.
    func check(_ verdicts: [Verdict], isWhole: Bool) throws {
        let survivors = verdicts.filter { $0.killer == nil }.map(\.mutant)
        let unexplained = survivors.filter { !explain($0) }.map(\.identity)
        let known = Set(survivors.map(\.identity))
        let stale = isWhole ? identities.filter { !known.contains($0) } : []
        func list(_ title: String, _ identities: [String]) -> String {
            identities.isEmpty ? "" : "\n\(title)\n" + identities.map { "    \($0)" }.joined(separator: "\n")
        }
        let file = files.joined(separator: " or ")
        let complaint =
            list("survived, and \(file) doesn't say why they may:", unexplained)
            + list("explained in \(file), but they don't survive, or are no more:", stale)
        guard complaint.isEmpty else { throw CommandError("not as they should be:\(complaint)") }
    }
}
