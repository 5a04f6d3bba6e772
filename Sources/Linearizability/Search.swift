/// The search for a linearization of one partition: an order of its operations that respects real time and that the
/// model could have answered.
///
/// Wing and Gong's depth-first search with Lowe's memory of what was tried, on *window keys*: operations that returned
/// are ranked by when they did. If `rank` is the first that isn't linearized yet, everything of lower rank is, and of the
/// others only those that were called before it returned can be. So a configuration is that rank, one bit for each
/// operation that was pending then, and the state: a few words, however long the history is.
///
/// Three kinds of branches are left out, because another one finds whatever they would:
/// * a pending read that fits is linearized at once;
/// * of pending operations with the same effect and answer only the one that must return first is tried;
/// * of two configurations that differ only in which operations without a return took effect, one that used fewer of
///   them can do all that the other can.
struct Search<Object: Model> {
    typealias Entry = ClientOperation<Object.Input, Object.Output>

    private let operations: [Entry]
    private let model: Object
    /// The operations that returned, in that order.
    private let ranked: [Int]
    private var rankOf: [Int]
    /// For each operation, its bit: different from those of all operations that were pending at the same time.
    private var slotOf: [Int]
    /// For each rank, what was pending when it returned, itself included: the most urgent first.
    private let pending: Pending
    /// How many words the bits of operations that returned take, and those of the others after them.
    private let returnedWords: Int
    private let openWords: Int

    // What was seen of the model.
    private var states: [Object.State]
    private var stateNumbers: [Object.State: Int] = [:]
    /// For each state and effect that were tried together, the state after it; -1 if there is none.
    private var transitions = WordTable(stride: 1)
    private var results: [Int] = []
    private var effectOf: [Int]
    /// For each operation, whether it may be linearized as soon as it fits; one that never returned need not be at all.
    private let isEager: [Bool]

    private struct Effect: Hashable {
        let input: Object.Input
        let output: Object.Output?
    }

    /// A configuration on the way down, and which of its candidates comes next.
    private struct Frame {
        var rank = 0
        var state = 0
        var next = 0
        /// How many operations had been linearized when it was reached.
        var depth = 0
    }

    /// For each configuration on the way down, the bits of what is linearized; the last ones are of the present one.
    private var masks: [UInt64]
    private var words: Int { returnedWords + openWords }

    init(_ operations: [Entry], model: Object) {
        self.operations = operations
        self.model = model
        let returned = operations.indices.filter { operations[$0].end != nil }
        ranked = returned.sorted { (operations[$0].end!, $0) < (operations[$1].end!, $1) }
        rankOf = Array(repeating: .max, count: operations.count)
        for (rank, operation) in ranked.enumerated() { rankOf[operation] = rank }
        let spans = operations.map { (call: $0.call, end: $0.end) }
        let slots = Window(spans).slots()
        slotOf = slots.of
        returnedWords = (slots.count + 63) / 64
        // Operations without a return have bits of their own, one each: they never make room for another.
        let open = operations.indices.filter { operations[$0].end == nil }
        for (position, operation) in open.enumerated() { slotOf[operation] = returnedWords * 64 + position }
        openWords = (open.count + 63) / 64
        // A read that never returned says nothing.
        let useful = operations.indices.filter {
            operations[$0].end != nil || !model.isReadOnly(operations[$0].input, operations[$0].output)
        }
        pending = Pending(useful, spans, ranked: ranked, rankOf: rankOf)
        masks = Array(repeating: 0, count: returnedWords + openWords)
        states = [model.initialState]
        stateNumbers[model.initialState] = 0
        var effects: [Effect: Int] = [:]
        effectOf = operations.map { operation in
            let effect = Effect(input: operation.input, output: operation.output)
            return effects.number(for: effect)
        }
        isEager = operations.map { $0.end != nil && model.isReadOnly($0.input, $0.output) }
    }

    /// Searches.
    /// - Parameter steps: how often the model may be asked; what is left comes back in it.
    mutating func run(steps: inout Int) -> Outcome {
        var seen = SeenConfigurations(returnedWords: returnedWords, openWords: openWords)
        var path: [Int] = []
        // The longest path so far, how far it went, and how much of it the present one still has in common.
        var longest: [Int] = []
        var longestRank = 0
        var common = 0
        var frames = [Frame()]
        takeReads(&frames[0], &path, &steps)
        while let frame = frames.last {
            if frame.rank >= longestRank, path.count > longest.count || frame.rank > longestRank {
                longest.replaceSubrange(common..., with: path[common...])
                (longestRank, common) = (frame.rank, path.count)
            }
            guard frame.rank < ranked.count else { return .found(path) }
            guard steps > 0 else { return .exhausted }
            guard let (operation, state) = nextCandidate(of: &frames[frames.count - 1], &steps) else {
                frames.removeLast()
                masks.removeLast(words)
                path.removeLast(path.count - (frames.last.map { $0.depth } ?? 0))
                common = min(common, path.count)
                continue
            }
            let depth = path.count
            var child = Frame(rank: frame.rank, state: state)
            for word in masks.count - words..<masks.count { masks.append(masks[word]) }
            linearize(operation, in: &child, &path)
            takeReads(&child, &path, &steps)
            if seen.insert(rank: child.rank, state: state, mask: masks[(masks.count - words)...]) {
                frames.append(child)
            } else {
                masks.removeLast(words)
                path.removeLast(path.count - depth)
            }
        }
        return .none(Refutation(longest: longest, stuck: ranked[longestRank], conflict: nil))
    }

    /// The next pending operation that isn't linearized and that the model could answer so, with the state after it.
    private mutating func nextCandidate(of frame: inout Frame, _ steps: inout Int) -> (operation: Int, state: Int)? {
        let candidates = pending[frame.rank]
        while frame.next < candidates.count {
            let position = candidates.startIndex + frame.next
            let operation = candidates[position]
            frame.next += 1
            if isLinearized(operation, in: frame) || hasEarlierTwin(operation, candidates[..<position], frame) {
                continue
            }
            if let state = step(frame.state, operation, &steps) { return (operation, state) }
        }
        return nil
    }

    /// Whether a pending operation with the same effect and answer must return earlier, or was counted first.
    private func hasEarlierTwin(_ operation: Int, _ earlier: ArraySlice<Int>, _ frame: Frame) -> Bool {
        earlier.contains { effectOf[$0] == effectOf[operation] && !isLinearized($0, in: frame) }
    }

    /// Linearizes every pending read that fits, at once: it can't do any harm, and waiting can't help it.
    private mutating func takeReads(_ frame: inout Frame, _ path: inout [Int], _ steps: inout Int) {
        var position = 0
        while frame.rank < ranked.count {
            let candidates = pending[frame.rank]
            guard position < candidates.count else { break }
            let operation = candidates[candidates.startIndex + position]
            position += 1
            guard isEager[operation], !isLinearized(operation, in: frame), step(frame.state, operation, &steps) != nil
            else { continue }
            let rank = frame.rank
            linearize(operation, in: &frame, &path)
            if frame.rank != rank { position = 0 }
        }
        frame.depth = path.count
    }

    /// Puts an operation next, and moves on to the first of those that returned which isn't linearized.
    private mutating func linearize(_ operation: Int, in frame: inout Frame, _ path: inout [Int]) {
        path.append(operation)
        let mask = masks.count - words
        masks[mask + slotOf[operation] / 64] |= 1 << UInt64(slotOf[operation] % 64)
        while frame.rank < ranked.count, isLinearized(ranked[frame.rank], in: frame) {
            // Its bit may be given to an operation that was called later.
            let slot = slotOf[ranked[frame.rank]]
            masks[mask + slot / 64] &= ~(1 << UInt64(slot % 64))
            frame.rank += 1
        }
    }

    private func isLinearized(_ operation: Int, in frame: Frame) -> Bool {
        let slot = slotOf[operation]
        return rankOf[operation] < frame.rank || masks[masks.count - words + slot / 64] & 1 << UInt64(slot % 64) != 0
    }

    /// Asks the model, once for each state and effect.
    private mutating func step(_ state: Int, _ operation: Int, _ steps: inout Int) -> Int? {
        steps -= 1
        let (transition, isNew) = transitions.insert(UInt64(state) << 32 | UInt64(effectOf[operation]), [])
        if isNew { results.append(ask(state, operation)) }
        return results[transition] < 0 ? nil : results[transition]
    }

    private mutating func ask(_ state: Int, _ operation: Int) -> Int {
        let entry = operations[operation]
        guard let next = model.step(states[state], entry.input, entry.output) else { return -1 }
        let number = stateNumbers.number(for: next)
        if number == states.count { states.append(next) }
        return number
    }
}

extension Dictionary where Value == Int {
    /// The number of a key: the next free one when it is seen for the first time.
    fileprivate mutating func number(for key: Key) -> Int {
        if let known = self[key] { return known }
        self[key] = count
        return count - 1
    }
}
