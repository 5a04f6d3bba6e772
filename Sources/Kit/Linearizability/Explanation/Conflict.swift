/// The reasons of a history that is not linearizable.
extension Explanation {
    /// Why the core can't be explained: what its last operation to return should have taken into account.
    func conflict(_ evidence: Evidence) -> String {
        let last = evidence.core.max { (end($0), $0) < (end($1), $1) } ?? evidence.stuck
        let others = evidence.core.filter { $0 != last }.sorted { (end($0), $0) < (end($1), $1) }
        let earlier = others.filter { end($0) < history[last].call }
        if others.isEmpty { return impossibleAnswer(last, in: evidence.partition) }
        if earlier.count < others.count { return contradiction(last, others) }
        let called = "\(sentence(name(last))) was called \(at(history[last].call)) and returned \(at(end(last)))"
        guard others.count <= 3 else {
            return "\(called), when \(others.count) other operations of the core had returned, the last of them "
                + "\(name(others[others.count - 1])) (\(at(end(others[others.count - 1])))). "
                + "No order explains all their answers, but leave out any one, and the others can be explained."
        }
        return "\(called), although " + list(others.map { "\(name($0)) had returned \(at(end($0)))" })
            + ": \(rule(last, earlier))"
    }

    private func rule(_ last: Int, _ earlier: [Int]) -> String {
        if !isReadOnly(last) { return "it must take effect after everything that had finished before it began." }
        let reads = earlier.filter(isReadOnly)
        if reads.count == earlier.count { return "what one read has seen, every later read must see too." }
        let seen = reads.isEmpty ? "" : ", and what earlier reads saw"
        return "it must see everything that had finished before it began\(seen)."
    }

    /// Operations that overlap, so that no single one came too late.
    private func contradiction(_ last: Int, _ others: [Int]) -> String {
        let overlapping = others.filter { end($0) >= history[last].call }
        let earlier = others.filter { end($0) < history[last].call }
        let before =
            earlier.isEmpty
            ? "" : " It had to come after \(list(earlier.map { "\(name($0)) (returned \(at(end($0))))" }))."
        return "\(sentence(name(last))) returned \(at(end(last))) and overlaps "
            + list(overlapping.map { "\(name($0)) (\(unit.number(history[$0].call)) to \(unit.number(end($0))))" })
            + ", but no order of them explains all their answers.\(before)"
    }

    /// An answer that is wrong whatever else happened.
    private func impossibleAnswer(_ last: Int, in partition: String) -> String {
        let end = end(last)
        if let cause = laterCause(of: last, in: partition) {
            return
                "\(sentence(name(last))) returned \(at(end)), but only \(name(cause)) can have led to that answer, and "
                + "it was called \(at(history[cause].call)): nobody can see what has not been asked for yet."
        }
        return
            "\(sentence(name(last))) returned \(at(end)), but no order of what had been called by then leads to that "
            + "answer."
    }

    /// The update that would explain the operation, had it only been called in time: the first such that all before it
    /// don't.
    private func laterCause(of last: Int, in partition: String) -> Int? {
        let updates = history.indices.filter { place in
            model.partition(of: history[place].input) == partition && !isReadOnly(place) && place != last
        }.sorted { (history[$0].call, $0) < (history[$1].call, $1) }
        let limit = end(last)
        let later = updates.filter { history[$0].call > limit }
        func isExplained(by count: Int) -> Bool {
            // A client that never returns may ask nothing else, so each update has one of its own.
            let possible = updates.filter { history[$0].call <= limit } + later.prefix(count)
            let relaxed = possible.enumerated().map { client, place in
                Entry(client: client, input: history[place].input, output: nil, call: limit, end: nil)
            }
            var alone = history[last]
            (alone.client, alone.call, alone.end) = (possible.count, limit, limit)
            guard case .linearizable = try? check(relaxed + [alone], model, budget: 100_000) else { return false }
            return true
        }
        var (low, high) = (0, later.count)
        guard isExplained(by: high) else { return nil }
        while low < high {
            let middle = (low + high) / 2
            if isExplained(by: middle) { high = middle } else { low = middle + 1 }
        }
        return low == 0 ? nil : later[low - 1]
    }

    /// Where the longest beginning of an order ends, and what doesn't fit there.
    func deadEnd(_ evidence: Evidence) -> String {
        let stuck = history[evidence.stuck]
        var state = model.initialState
        for place in evidence.longestPrefix {
            guard let next = model.step(state, history[place].input, history[place].output) else { break }
            state = next
        }
        let count = evidence.longestPrefix.count
        let last = evidence.longestPrefix.last.map { ", the last of them \(name($0))" } ?? ""
        let beginning =
            count == 0
            ? "No operation can come first:"
            : "The longest order that explains a beginning has \(count) operation\(count == 1 ? "" : "s")\(last):"
        let place = "\(name(evidence.stuck)), the next to return (\(at(end(evidence.stuck))))"
        guard model.step(state, stuck.input, stuck.output) == nil else {
            return "\(beginning) with \(place), nothing explains what follows."
        }
        let objection = printable(model.objection(in: state, to: stuck.input, stuck.output))
        return "\(beginning) there \(objection), so \(place), doesn't fit."
    }

    private func end(_ place: Int) -> Int { history[place].end ?? .max }
}

private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

/// For example `a, b and c`.
private func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
}
