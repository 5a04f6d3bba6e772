import Linearizability

/// A generator with a seed: xorshift, enough for test histories.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Random histories: an object that really answers, at a moment within each operation, and now and then a lie.
struct RandomHistory {
    var dice: Dice
    let clients: Int
    let operations: Int
    /// One operation in so many gets an answer that is made up.
    let lies: Int
    /// One in so many never returns, and a new client takes the place of its client.
    let crashes: Int

    private struct Draft<Input, Output> {
        let client: Int
        let input: Input
        let call: Int
        let effect: Int
        let end: Int
        let isLost: Bool
        var output: Output?
    }

    /// - Parameters:
    ///   - model: the object.
    ///   - input: draws what is asked.
    ///   - answer: what the object answers in a state.
    ///   - lie: draws an answer that may be wrong.
    mutating func make<Object: Model>(
        _ model: Object, input: (inout Dice) -> Object.Input, answer: (Object.State, Object.Input) -> Object.Output,
        lie: (inout Dice, Object.Input) -> Object.Output
    ) -> [ClientOperation<Object.Input, Object.Output>] {
        var drafts: [Draft<Object.Input, Object.Output>] = []
        var clocks = Array(repeating: 0, count: clients)
        var names = Array(0..<clients)
        for _ in 0..<operations {
            let client = Int.random(in: 0..<clients, using: &dice)
            let call = clocks[client] + Int.random(in: 0...2, using: &dice)
            let effect = call + Int.random(in: 0...4, using: &dice)
            let end = effect + Int.random(in: 0...4, using: &dice)
            clocks[client] = end + 1
            let isLost = Int.random(in: 0..<crashes, using: &dice) == 0
            drafts.append(
                Draft(
                    client: names[client], input: input(&dice), call: call, effect: effect, end: end, isLost: isLost))
            if isLost { names[client] += clients }
        }
        var states: [String: Object.State] = [:]
        for place in drafts.indices.sorted(by: { (drafts[$0].effect, $0) < (drafts[$1].effect, $1) }) {
            let asked = drafts[place].input
            let key = model.partition(of: asked)
            let state = states[key] ?? model.initialState
            let truth = answer(state, asked)
            drafts[place].output = Int.random(in: 0..<lies, using: &dice) == 0 ? lie(&dice, asked) : truth
            // What is lost took effect, or it didn't.
            if drafts[place].isLost, Bool.random(using: &dice) { continue }
            states[key] = model.step(state, asked, truth) ?? state
        }
        return drafts.map { draft in
            ClientOperation(
                client: draft.client, input: draft.input, output: draft.isLost ? nil : draft.output, call: draft.call,
                end: draft.isLost ? nil : draft.end)
        }
    }
}
