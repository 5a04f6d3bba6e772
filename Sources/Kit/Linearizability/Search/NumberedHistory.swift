/// One partition in numbers: all that a search has to know of its operations and of the model, so that one and the same
/// search, compiled once, is fast for every model.
struct NumberedHistory {
    let calls: [Int]
    let ends: [Int?]
    /// All operations, as they were called.
    let called: [Int]
    /// Those that returned, as they did.
    let returned: [Int]
    /// For each operation, the number of its input and answer: the model can't tell operations of one *effect* apart.
    let effectOf: [Int]
    /// The same, if nobody had heard the answer.
    let lostEffectOf: [Int]
    /// For each effect, whether several operations have it.
    let hasTwins: [Bool]
    let isReadOnly: [Bool]
    var effectCount: Int { hasTwins.count }
    /// What is known of the model.
    var transitions: Transitions

    init<Object: Model>(_ operations: [ClientOperation<Object.Input, Object.Output>], _ model: Object) {
        let (calls, ends) = (operations.map(\.call), operations.map(\.end))
        (self.calls, self.ends) = (calls, ends)
        called = operations.indices.sorted { (calls[$0], $0) < (calls[$1], $1) }
        returned = operations.indices.filter { ends[$0] != nil }.sorted { (ends[$0]!, $0) < (ends[$1]!, $1) }
        isReadOnly = operations.map { model.isReadOnly($0.input, $0.output) }
        var effects = Numbering<Effect<Object>>()
        let effectOf = operations.map { effects.number(of: Effect(input: $0.input, output: $0.output)) }
        self.effectOf = effectOf
        lostEffectOf = operations.indices.map { place in
            if operations[place].output == nil { return effectOf[place] }
            return effects.number(of: Effect(input: operations[place].input, output: nil))
        }
        var counts = Array(repeating: 0, count: effects.values.count)
        for place in operations.indices {
            counts[effectOf[place]] += 1
            if lostEffectOf[place] != effectOf[place] { counts[lostEffectOf[place]] += 1 }
        }
        hasTwins = counts.map { $0 > 1 }
        transitions = Transitions(model, effects.values)
    }
}

private struct Effect<Object: Model>: Hashable {
    let input: Object.Input
    let output: Object.Output?
}

/// What is known of a model: each state that was met has a number, the first one 0, and the model is asked once for each
/// state and effect.
struct Transitions {
    /// For each state and effect that were tried together, the state after it; -1 if there is none.
    private var results = PairTable()
    private let ask: (_ state: Int, _ effect: Int) -> Int

    fileprivate init<Object: Model>(_ model: Object, _ effects: [Effect<Object>]) {
        var states = Numbering<Object.State>()
        _ = states.number(of: model.initialState)
        ask = { state, effect in
            guard let next = model.step(states.values[state], effects[effect].input, effects[effect].output) else {
                return -1
            }
            return states.number(of: next)
        }
    }

    /// The state after an effect; nil if the model would have answered otherwise.
    mutating func step(_ state: Int, _ effect: Int) -> Int? {
        let next = results.value(state, effect) { ask(state, effect) }
        return next < 0 ? nil : next
    }
}
