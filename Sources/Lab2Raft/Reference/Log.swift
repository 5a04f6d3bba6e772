/// One command, with the term in which a leader received it.
struct LogEntry: Codable, Sendable, Equatable {
    var term: Int
    var command: [UInt8]
}

/// The replicated log. Indexes start at 1 (Figure 2). A snapshot takes the place of a first part of it, and only the
/// index and term of its last entry are left (section 7). Where there is none, an imaginary entry of index and term 0
/// stands there, which every log has: neither the first entry nor the snapshot needs a special case.
struct Log: Codable, Sendable, Equatable {
    /// The last entry that the snapshot has replaced.
    private(set) var snapshotIndex = 0
    private(set) var snapshotTerm = 0
    /// The entries after it.
    private(set) var entries: [LogEntry] = []

    /// The index of the last entry; 0 if there never was one.
    var lastIndex: Int { snapshotIndex + entries.count }

    /// The term of the last entry; 0 if there never was one.
    var lastTerm: Int { entries.last?.term ?? snapshotTerm }

    /// The term of the entry at `index`; 0 at index 0, nil where the log has no entry or the snapshot has replaced it.
    func term(at index: Int) -> Int? {
        if index == snapshotIndex { return snapshotTerm }
        guard index > snapshotIndex, index <= lastIndex else { return nil }
        return self[index].term
    }

    subscript(index: Int) -> LogEntry { entries[place(of: index)] }

    private func place(of index: Int) -> Int { index - snapshotIndex - 1 }

    /// The entries after `index`, up to so many.
    func entries(after index: Int, atMost count: Int = .max) -> [LogEntry] {
        Array(entries.dropFirst(index - snapshotIndex).prefix(count))
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
    mutating func replace(after index: Int, with newEntries: some Collection<LogEntry>) {
        entries.replaceSubrange((index - snapshotIndex)..., with: newEntries)
    }

    /// A snapshot replaces all entries up to one of `index` and `term`. What follows it stays, if this log has that very
    /// entry; else nothing of the log is worth keeping (Figure 13, InstallSnapshot steps 6 and 7).
    mutating func compact(upTo index: Int, term: Int) {
        entries = self.term(at: index) == term ? entries(after: index) : []
        (snapshotIndex, snapshotTerm) = (index, term)
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
        while first > snapshotIndex + 1, term(at: first - 1) == term(at: index) { first -= 1 }
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
