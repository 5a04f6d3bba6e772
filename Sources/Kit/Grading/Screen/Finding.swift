/// Something in a submission that no lab needs, and that a cheat does.
package struct Finding: Hashable, Sendable {
    /// The file, such as `Lab2Raft/Raft.swift`.
    package let file: String
    /// The line, if it is known.
    package let line: Int?
    /// What it is called, in the words of the source: what an instructor names to allow it.
    package let name: String
    /// Why it isn't let in, and what to do instead.
    package let reason: String

    /// All of it, for people.
    package var sentence: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): '\(name)' \(reason)".capped
    }
}
