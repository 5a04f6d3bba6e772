/// The core in a terminal.
extension Explanation {
    /// The core of the evidence as text: a row a client, a numbered box an operation, and below what the numbers
    /// stand for.
    /// Times are to scale, except that different times keep some columns apart, so that one sees what came first.
    ///
    /// ```
    /// client 1  |1|
    /// client 3        |--2---|
    /// ```
    /// - Parameter columns: how wide the boxes and the names before them may be together; at least 40.
    /// - Returns: the lines; empty if there is no evidence.
    public func timeline(columns: Int = 100) -> String {
        guard case .notLinearizable(let evidence) = verdict else { return "" }
        let places = evidence.core.sorted { (history[$0].call, $0) < (history[$1].call, $1) }
        let digits = "\(places.count)".count
        let margin = (places.map { TextRow.name(of: history[$0].client).count }.max() ?? 0) + 2
        let times = places.flatMap { [history[$0].call, history[$0].end].compactMap { $0 } }
        let marks = marks.filter { $0.time >= times.min()! && $0.time <= times.max()! }
        let scale = TextScale(times + marks.map(\.time), width: max(40, columns) - margin, gap: digits + 1)
        let rows = boxes(places, scale).map { $0.text(margin: margin) }
        let notes = marks.map { "\(unit.describe($0.time)): \($0.text)" }
        let indent = String(repeating: " ", count: margin)
        return
            (rows + axis(scale, times, marks).map { indent + $0 }
            + places.enumerated().map { legend($1, number: $0 + 1, digits: digits) } + notes)
            .joined(separator: "\n")
    }

    private func boxes(_ places: [Int], _ scale: TextScale) -> [TextRow] {
        var rows: [TextRow] = []
        for (number, place) in places.enumerated() {
            let (client, end) = (history[place].client, history[place].end)
            let span = scale.column(history[place].call)...(end.map(scale.column) ?? scale.width - 1)
            // What a client did is on one row, unless there are more events than columns.
            let free = rows.firstIndex { $0.client == client && $0.isFree(span) }
            if free == nil { rows.append(TextRow(client: client, width: scale.width)) }
            rows[free ?? rows.count - 1].draw(span, label: "\(number + 1)", isOpen: end == nil)
        }
        return rows.enumerated().sorted { ($0.element.client, $0.offset) < ($1.element.client, $1.offset) }
            .map(\.element)
    }

    /// A line with a tick for each time and a `*` for each mark, and one with as many numbers as there is room for.
    private func axis(_ scale: TextScale, _ times: [Int], _ marks: [TimeMark]) -> [String] {
        var ticks = Array(repeating: Character("-"), count: scale.width)
        var numbers = ""
        for time in times { ticks[scale.column(time)] = "+" }
        for mark in marks { ticks[scale.column(mark.time)] = "*" }
        for time in Set(times + marks.map(\.time)).sorted() {
            let number = unit.number(time)
            let start = min(scale.column(time), scale.width - number.count)
            guard start > numbers.count || numbers.isEmpty, start >= 0 else { continue }
            numbers += String(repeating: " ", count: start - numbers.count) + number
        }
        return [String(ticks), numbers]
    }

    private func legend(_ place: Int, number: Int, digits: Int) -> String {
        let label = String(repeating: " ", count: digits - "\(number)".count) + "\(number)"
        let end = history[place].end.map { "to \(unit.number($0))" } ?? "on, without an answer"
        return "\(label): \(name(place)), \(unit.describe(history[place].call)) \(end)"
    }
}

/// One row of boxes.
private struct TextRow {
    let client: Int
    private var cells: [Character]

    init(client: Int, width: Int) {
        self.client = client
        cells = Array(repeating: " ", count: width)
    }

    static func name(of client: Int) -> String { "client \(client)" }

    func isFree(_ span: ClosedRange<Int>) -> Bool { cells[span].allSatisfy { $0 == " " } }

    mutating func draw(_ span: ClosedRange<Int>, label: String, isOpen: Bool) {
        for column in span { cells[column] = "-" }
        cells[span.lowerBound] = "|"
        cells[span.upperBound] = isOpen ? ">" : "|"
        // An operation of no duration has room for nothing but its number.
        let start = span.lowerBound + max(0, (span.count - label.count) / 2)
        for (offset, digit) in label.enumerated() where start + offset < cells.count { cells[start + offset] = digit }
    }

    func text(margin: Int) -> String {
        let name = Self.name(of: client)
        let text = name + String(repeating: " ", count: margin - name.count) + String(cells)
        return String(text.reversed().drop { $0 == " " }.reversed())
    }
}

/// The columns of times.
private struct TextScale {
    let width: Int
    private var columns: [Int: Int] = [:]

    /// - Parameters:
    ///   - times: all that must have a column.
    ///   - width: how many columns there are.
    ///   - gap: how far apart different times must be, if there are columns enough.
    init(_ times: [Int], width: Int, gap: Int) {
        self.width = width
        let times = Set(times).sorted()
        guard let first = times.first, let last = times.last, times.count > 1 else {
            for time in times { columns[time] = 0 }
            return
        }
        let gap = min(gap, (width - 1) / (times.count - 1))
        // Floating point, for the ends of time may be too far apart for a number.
        let columnsPerUnit = Double(width - 1) / (Double(last) - Double(first))
        var column = -gap
        for (position, time) in times.enumerated() {
            let ideal = Int(((Double(time) - Double(first)) * columnsPerUnit).rounded())
            let latest = width - 1 - gap * (times.count - 1 - position)
            column = min(max(ideal, column + gap), latest)
            columns[time] = column
        }
    }

    func column(_ time: Int) -> Int { columns[time]! }
}
