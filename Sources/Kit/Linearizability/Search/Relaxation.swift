/// Which operations of a history are certain. Of the others reads say nothing, and updates may have taken effect at any
/// time since their call, or not at all.
struct Relaxation {
    let isCertain: [Bool]
    /// The updates that aren't certain, as they were called.
    let optional: [Int]
    /// For each operation, its effect: of uncertain ones nobody knows the answer.
    let effectOf: [Int]
    /// For each effect, whether optional operations may have it again and again. That explains too much, but is far easier
    /// to search: what can't be explained even so can't be explained.
    var isRepeatable: [Bool]

    /// All that returned are certain.
    init(of history: NumberedHistory) {
        let isRepeatable = Array(repeating: false, count: history.effectCount)
        self.init(of: history, isCertain: history.ends.map { $0 != nil }, isRepeatable: isRepeatable)
    }

    init(of history: NumberedHistory, isCertain: [Bool], isRepeatable: [Bool]) {
        self.isCertain = isCertain
        optional = history.called.filter { !isCertain[$0] && !history.isReadOnly[$0] }
        effectOf = isCertain.indices.map { isCertain[$0] ? history.effectOf[$0] : history.lostEffectOf[$0] }
        self.isRepeatable = isRepeatable
    }

    /// The optional operations, of those with the same repeatable effect only the first.
    var candidates: [Int] {
        var isTaken = Array(repeating: false, count: isRepeatable.count)
        return optional.filter { operation in
            let effect = effectOf[operation]
            if isTaken[effect] { return false }
            isTaken[effect] = isRepeatable[effect]
            return true
        }
    }

    /// The repeatable effects that happen more often in an order than there are operations for.
    func overused(in path: [Int], of history: NumberedHistory) -> [Int] {
        // For each effect, how many of the optional operations are spent: others before them have other effects.
        var spent = Array(repeating: 0, count: isRepeatable.count)
        var limits = Array(repeating: Int.max, count: path.count + 1)
        for place in path.indices.reversed() {
            let end = isCertain[path[place]] ? history.ends[path[place]]! : .max
            limits[place] = min(limits[place + 1], end)
        }
        return path.indices.compactMap { place in
            let effect = effectOf[path[place]]
            guard !isCertain[path[place]], isRepeatable[effect] else { return nil }
            let next = optional[spent[effect]...].firstIndex { effectOf[$0] == effect }
            spent[effect] = (next ?? optional.count - 1) + 1
            // It must have been called before anything that stands after it in the order returned.
            return next.map { history.calls[optional[$0]] <= limits[place] } ?? false ? nil : effect
        }
    }
}
