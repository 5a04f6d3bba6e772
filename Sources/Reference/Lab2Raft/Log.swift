/// One command, with the term in which a leader received it.
struct LogEntry: Codable, Sendable, Equatable {
    var term: Int
    var command: [UInt8]
}

/// The replicated log. Indexes start at 1 (Figure 2); before the first entry stands an imaginary one of term 0 that
/// every log has, so that the first entry needs no special case.
struct Log: Codable, Sendable, Equatable {
    private(set) var entries: [LogEntry] = []

    /// The index of the last entry; 0 if there is none.
    var lastIndex: Int { entries.count }

    /// The term of the last entry; 0 if there is none.
    var lastTerm: Int { entries.last?.term ?? 0 }

    /// The term of the entry at `index`; 0 at index 0, nil where the log has no entry.
    func term(at index: Int) -> Int? {
        if index == 0 { return 0 }
        return entries.indices.contains(index - 1) ? entries[index - 1].term : nil
    }

    subscript(index: Int) -> LogEntry { entries[index - 1] }

    /// The entries after `index`, up to so many.
    func entries(after index: Int, atMost count: Int = .max) -> [LogEntry] {
        Array(entries.dropFirst(index).prefix(count))
    }

    mutating func append(_ entry: LogEntry) {
        entries.append(entry)
    }

    /// The place in `newEntries`, which follow `index`, of the first that this log lacks or contradicts; nil if it has
    /// them all.
    func firstDifference(in newEntries: [LogEntry], after index: Int) -> Int? {
        newEntries.indices.first { term(at: index + 1 + $0) != newEntries[$0].term }
    }

    /// Removes the entries after `index`, if any, and appends others in their place.
    mutating func replace(after index: Int, with newEntries: some Sequence<LogEntry>) {
        entries.removeSubrange(index...)
        entries.append(contentsOf: newEntries)
    }

    /// Whether this log is more up-to-date than one whose last entry is at `index` and of `term` (section 5.4.1): the
    /// later last term wins, then the longer log.
    func isMoreUpToDate(thanOneEndingAt index: Int, inTerm term: Int) -> Bool {
        lastTerm != term ? lastTerm > term : lastIndex > index
    }

    /// The index of the first entry that has the same term as the one at `index`. Terms never decrease along a log, so
    /// the entries of one term stand together.
    func firstIndex(ofTermAt index: Int) -> Int {
        var first = index
        while first > 1, term(at: first - 1) == term(at: index) { first -= 1 }
        return first
    }

    /// The index of a term's last entry, searched backwards from `index`; nil if there is none.
    func lastIndex(ofTerm wanted: Int, upTo index: Int) -> Int? {
        var candidate = min(index, lastIndex)
        while candidate > 0, let term = term(at: candidate), term >= wanted {
            if term == wanted { return candidate }
            candidate -= 1
        }
        return nil
    }
}
