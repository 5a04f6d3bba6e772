/// The middle of a long text left out.
func shortened(_ text: String, to limit: Int = 72) -> String {
    guard text.utf8.count > limit, text.count > limit else { return text }
    return text.prefix(limit * 3 / 5) + "…" + text.suffix(limit * 2 / 5 - 1)
}

/// Keys are the clients': one with a new line or a terminal's command in it must not break the picture.
func printable(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
        let isControl = scalar.properties.generalCategory == .control
        result += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
}

extension CompareAndSetRegister {
    /// For example `the value is 3`.
    public func objection(in state: Int?, to input: Input, _ output: Output?) -> String {
        "the value is \(describe(state: state))"
    }

    /// The number, or `nil`.
    public func describe(state: Int?) -> String { state.map(String.init) ?? "nil" }
}

extension KeyValueModel {
    /// For example `x is "ab"`; of long values where they begin to differ.
    public func objection(in state: String, to input: Input, _ output: Output?) -> String {
        let isLong = state.utf8.count > 60
        guard isLong, case .value(let answer) = output else {
            return "\(input.key) is \(shortened(state.debugDescription))"
        }
        let common = zip(state, answer).prefix { $0 == $1 }.count
        return
            "\(input.key) has \(state.count) characters and the answer has \(answer.count): the first \(common) agree, "
            + "then \(input.key) \(rest(of: state, common)) and the answer \(rest(of: answer, common))"
    }

    private func rest(of value: String, _ start: Int) -> String {
        let rest = value.dropFirst(start)
        return rest.isEmpty ? "ends" : "goes on with \(shortened(String(rest.prefix(40)).debugDescription, to: 30))"
    }

    /// The value in quotes.
    public func describe(state: String) -> String { state.debugDescription }
}
