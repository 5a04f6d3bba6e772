/// A verdict for people: in words, as a timeline in a terminal, and as a page for a browser.
///
/// ```swift
/// let explanation = Explanation(of: try check(history, model), history, model)
/// print(explanation.words)
/// print(explanation.timeline())
/// try explanation.page(title: "Lab 3A").write(toFile: "page.html", atomically: true, encoding: .utf8)
/// ```
///
/// The same verdict has the same words, timeline and page on any machine.
public struct Explanation<Object: Model>: Sendable {
    /// One operation of the history.
    public typealias Entry = ClientOperation<Object.Input, Object.Output>

    let verdict: Verdict
    let history: [Entry]
    let model: Object
    let marks: [TimeMark]
    let unit: TimeUnit

    /// - Parameters:
    ///   - verdict: what the checker said.
    ///   - history: the history it said it of.
    ///   - model: the object.
    ///   - marks: what else happened, shown on the axis of time.
    ///   - unit: how times are written.
    public init(
        of verdict: Verdict, _ history: [Entry], _ model: Object, marks: [TimeMark] = [], unit: TimeUnit = .plain
    ) {
        self.verdict = verdict
        self.history = history
        self.model = model
        self.marks = marks
        self.unit = unit
    }

    /// The verdict and its reasons in a few sentences, a line each.
    public var words: String {
        switch verdict {
        case .linearizable(let orders): praise(orders)
        case .notLinearizable(let evidence): conflict(evidence) + "\n" + deadEnd(evidence)
        case .undecided:
            "The budget of steps ran out before an order was found or ruled out, so nothing is known. "
                + "A larger budget may decide it."
        }
    }

    private func praise(_ orders: [String: [Int]]) -> String {
        let placed = orders.values.map(\.count).reduce(0, +)
        let left = history.count - placed
        let operations = placed == 1 ? "1 operation has" : "\(placed) operations have"
        let open =
            left == 0 ? "" : " \(left) that never returned \(left == 1 ? "is" : "are") left out, which is allowed."
        return "\(operations) an order that explains every answer.\(open)"
    }

    // MARK: - Words for operations

    /// For example `client 3's get(x) → "ab"`.
    func name(_ place: Int) -> String { "client \(history[place].client)'s \(what(place))" }

    /// For example `get(x) → "ab"`.
    func what(_ place: Int, limit: Int = 72) -> String {
        printable(shortened(model.describe(history[place].input, history[place].output), to: limit))
    }

    /// For example `at 40`.
    func at(_ time: Int) -> String { "at \(unit.describe(time))" }

    func isReadOnly(_ place: Int) -> Bool { model.isReadOnly(history[place].input, history[place].output) }
}
