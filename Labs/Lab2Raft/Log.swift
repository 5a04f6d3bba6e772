/// One command, with the term in which a leader received it.
struct LogEntry: Codable, Sendable, Equatable {
    var term: Int
    var command: [UInt8]
}

/// The replicated log. Indexes start at 1 (Figure 2).
struct Log: Codable, Sendable, Equatable {
    // 2B: the entries, and what the rules ask about them: the last index and term, the term at an index, the entries
    // after an index, cutting off what conflicts.
}
