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
struct Search {
    private let window: Window
    private let effectOf: [Int]
    /// For each effect, whether several operations have it.
    private let hasTwins: [Bool]
    /// Whether an operation is linearized as soon as it fits; one that never returned need not be at all.
    private let isEager: [Bool]
    /// For each operation, its bit: different from those of all operations that were pending at the same time; -1 if it
    /// has none, so that it can be linearized again and again.
    private var bitOf: [Int]
    /// How many words the bits of operations that returned take, and those of the others after them.
    private let returnedWords: Int
    private let openWords: Int
    private var words: Int { returnedWords + openWords }

    /// A configuration on the way down, and which of its candidates comes next.
    private struct Frame {
        var rank = 0
        var state = 0
        var next = 0
        /// Where its bits begin in `masks`.
        var mask = 0
        /// How many operations of `path` are linearized.
        var depth = 0
    }

    /// For each configuration on the way down, the bits of what is linearized.
    private var masks: [UInt64]
    /// The operations that are linearized, in that order, and what is left of those that were before.
    private var path: [Int] = []

    /// What came of it.
    enum Result {
        case found([Int])
        /// The longest beginning of an order, and how many operations in the order of their returns are in it.
        case none(longest: [Int], rank: Int)
        /// A repeatable effect that changes the state each time, so that there may be no end of states.
        case endless(effect: Int)
        case exhausted
    }

    /// Every operation that returned is certain.
    init(_ history: NumberedHistory) {
        self.init(history, Relaxation(of: history))
    }

    init(_ history: NumberedHistory, _ relaxation: Relaxation) {
        effectOf = relaxation.effectOf
        let isCertain = relaxation.isCertain
        window = Window(history, isCertain: isCertain, optional: relaxation.candidates)
        hasTwins = history.hasTwins
        isEager = history.calls.indices.map { isCertain[$0] && history.isReadOnly[$0] }
        returnedWords = (window.slots + 63) / 64
        bitOf = window.slotOf
        var openBits = 0
        // Operations without a return have bits of their own, one each: they never make room for another.
        for operation in window.optional {
            bitOf[operation] = relaxation.isRepeatable[effectOf[operation]] ? -1 : returnedWords * 64 + openBits
            if bitOf[operation] >= 0 { openBits += 1 }
        }
        openWords = (openBits + 63) / 64
        masks = Array(repeating: 0, count: returnedWords + openWords)
    }

    /// Searches.
    /// - Parameters:
    ///   - transitions: what is known of the model, and will be afterwards.
    ///   - steps: how often the model may be asked; what is left comes back in it.
    mutating func run(_ transitions: inout Transitions, steps: inout Int) -> Result {
        var seen = SeenConfigurations(returnedWords: returnedWords, openWords: openWords)
        // The longest path so far, how far it went, and how much of it the present one still has in common.
        var longest: [Int] = []
        var longestRank = 0
        var common = 0
        var frames = [Frame()]
        takeReads(&frames[0], &transitions, &steps)
        while let frame = frames.last {
            if frame.rank >= longestRank, frame.depth > longest.count || frame.rank > longestRank {
                longest.replaceSubrange(common..., with: path[common..<frame.depth])
                (longestRank, common) = (frame.rank, frame.depth)
            }
            guard frame.rank < window.ranked.count else { return .found(Array(path[..<frame.depth])) }
            guard steps > 0 else { return .exhausted }
            guard let (operation, state) = nextCandidate(of: &frames[frames.count - 1], &transitions, &steps) else {
                frames.removeLast()
                common = min(common, frames.last?.depth ?? 0)
                continue
            }
            let effect = effectOf[operation]
            if bitOf[operation] < 0, transitions.step(state, effect) != state {
                return .endless(effect: effect)
            }
            var child = Frame(rank: frame.rank, state: state, mask: frame.mask + words, depth: frame.depth)
            if masks.count < child.mask + words { masks.append(contentsOf: repeatElement(0, count: words)) }
            for word in 0..<words { masks[child.mask + word] = masks[frame.mask + word] }
            linearize(operation, in: &child)
            takeReads(&child, &transitions, &steps)
            if seen.insert(rank: child.rank, state: state, masks, from: child.mask) { frames.append(child) }
        }
        return .none(longest: longest, rank: longestRank)
    }

    /// The next candidate that isn't linearized and that the model could answer so, with the state after it.
    private func nextCandidate(
        of frame: inout Frame, _ transitions: inout Transitions, _ steps: inout Int
    ) -> (operation: Int, state: Int)? {
        while let operation = window.candidate(frame.next, at: frame.rank) {
            let number = frame.next
            frame.next += 1
            if isLinearized(operation, in: frame) || hasEarlierTwin(operation, number, frame) { continue }
            steps -= 1
            guard let state = transitions.step(frame.state, effectOf[operation]) else { continue }
            // What may wait for ever does, unless it changes anything.
            if state != frame.state || window.rankOf[operation] != .max { return (operation, state) }
        }
        return nil
    }

    /// Whether an earlier candidate has the same effect and answer: it must return earlier, or was called first.
    private func hasEarlierTwin(_ operation: Int, _ number: Int, _ frame: Frame) -> Bool {
        guard hasTwins[effectOf[operation]] else { return false }
        for earlier in 0..<number {
            guard let twin = window.candidate(earlier, at: frame.rank) else { return false }
            if effectOf[twin] == effectOf[operation], !isLinearized(twin, in: frame) { return true }
        }
        return false
    }

    /// Linearizes every pending read that fits, at once: it can't do any harm, and waiting can't help it.
    private mutating func takeReads(_ frame: inout Frame, _ transitions: inout Transitions, _ steps: inout Int) {
        var number = 0
        while frame.rank < window.ranked.count, number < window.pendingCount(at: frame.rank) {
            let operation = window.candidate(number, at: frame.rank)!
            number += 1
            guard isEager[operation], !isLinearized(operation, in: frame) else { continue }
            steps -= 1
            guard transitions.step(frame.state, effectOf[operation]) != nil else { continue }
            let rank = frame.rank
            linearize(operation, in: &frame)
            if frame.rank != rank { number = 0 }
        }
    }

    /// Puts an operation next, and moves on to the first of those that returned which isn't linearized.
    private mutating func linearize(_ operation: Int, in frame: inout Frame) {
        if frame.depth < path.count { path[frame.depth] = operation } else { path.append(operation) }
        frame.depth += 1
        guard bitOf[operation] >= 0 else { return }
        masks[frame.mask + bitOf[operation] / 64] |= 1 << UInt64(bitOf[operation] % 64)
        while frame.rank < window.ranked.count, isLinearized(window.ranked[frame.rank], in: frame) {
            // Its bit may be given to an operation that was called later.
            let bit = bitOf[window.ranked[frame.rank]]
            masks[frame.mask + bit / 64] &= ~(1 << UInt64(bit % 64))
            frame.rank += 1
        }
    }

    private func isLinearized(_ operation: Int, in frame: Frame) -> Bool {
        if window.rankOf[operation] < frame.rank { return true }
        let bit = bitOf[operation]
        return bit >= 0 && masks[frame.mask + bit / 64] & 1 << UInt64(bit % 64) != 0
    }
}
