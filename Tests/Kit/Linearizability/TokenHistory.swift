import Linearizability

/// Random histories of one key in which each update writes a token of its own.
struct TokenHistory {
    enum Kind { case get, put, append, putNothing }

    let clients: Int
    let operations: Int
    /// What clients ask, each as often as any other.
    let kinds: [Kind]

    /// - Parameters:
    ///   - seed: of the dice.
    ///   - lies: one read in so many finds an old value, or one that never was, or half a token.
    ///   - crashes: one operation in so many never returns.
    func make(seed: UInt64, lies: Int, crashes: Int) -> [ClientOperation<KeyValueModel.Input, KeyValueModel.Output>] {
        var history = RandomHistory(
            dice: Dice(seed: seed), clients: clients, operations: operations, lies: lies, crashes: crashes)
        var written = 0
        var found = [""]
        return history.make(
            KeyValueModel(),
            input: { dice in
                written += 1
                return switch kinds.randomElement(using: &dice)! {
                case .get: .get(key: "x")
                case .put: .put(key: "x", value: "\(written);")
                case .append: .append(key: "x", value: "\(written);")
                case .putNothing: .put(key: "x", value: "")
                }
            },
            answer: { state, input in
                guard case .get = input else { return .done }
                if found.count < 100 { found.append(state) }
                return .value(state)
            },
            lie: { dice, input in
                guard case .get = input else { return .done }
                let old = found.randomElement(using: &dice)!
                let token = "\(Int.random(in: 1...written, using: &dice));"
                return .value([old, old, old + token, token, String(old.dropLast())].randomElement(using: &dice)!)
            })
    }
}

/// The key/value model without its hints about texts.
struct Unhinted: Model {
    private let model = KeyValueModel()
    var initialState: String { model.initialState }

    func step(_ state: String, _ input: KeyValueModel.Input, _ output: KeyValueModel.Output?) -> String? {
        model.step(state, input, output)
    }

    func isReadOnly(_ input: KeyValueModel.Input, _ output: KeyValueModel.Output?) -> Bool {
        model.isReadOnly(input, output)
    }
}
