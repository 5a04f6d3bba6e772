import Foundation

/// The history in a browser.
extension Explanation {
    /// One HTML page that needs nothing else: it opens on the core, or on the beginning of a linearizable history, with a
    /// row for each client, the order as a path, filters for keys and clients, and a scale that zooms.
    /// - Parameter title: what the page is about, such as the name of a test.
    /// - Returns: the page, in UTF-8.
    public func page(title: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Text and whole numbers can always be written. In a page '<' could end the script.
        let data = String(decoding: try! encoder.encode(PageData(self)), as: UTF8.self)
            .replacingOccurrences(of: "<", with: "\\u003c")
        let paragraphs = words.split(separator: "\n").map { "<p>\(escaped(String($0)))</p>" }.joined(separator: "\n")
        let timeline = timeline()
        let plain =
            timeline.isEmpty ? "" : "<details><summary>As text</summary><pre>\(escaped(timeline))</pre></details>"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(escaped(title))</title>
            <style>
            \(text(PackageResources.page_css))
            </style>
            </head>
            <body>
            <header>
            <h1>\(escaped(title)) <span class="verdict \(badge.style)">\(badge.text)</span></h1>
            \(paragraphs)
            \(plain)
            </header>
            \(text(PackageResources.controls_html))
            <script type="application/json" id="data">\(data)</script>
            <script type="module">
            \(text(PackageResources.page_js))
            \(text(PackageResources.controls_js))
            </script>
            </body>
            </html>

            """
    }

    private var badge: (text: String, style: String) {
        switch verdict {
        case .linearizable: ("linearizable", "good")
        case .notLinearizable: ("not linearizable", "bad")
        case .undecided: ("undecided", "open")
        }
    }
}

/// A file beside this one, which the build embeds in the code.
private func text(_ file: [UInt8]) -> String { String(decoding: file, as: UTF8.self) }

private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
}

/// What the script of a page knows.
private struct PageData: Encodable {
    /// An operation as `[client, call, end or null, number of its key, text]`.
    struct Row: Encodable {
        let client: Int
        let call: Int
        let end: Int?
        let key: Int
        let text: String

        func encode(to encoder: any Encoder) throws {
            var row = encoder.unkeyedContainer()
            try row.encode(client)
            try row.encode(call)
            try row.encode(end)
            try row.encode(key)
            try row.encode(text)
        }
    }

    struct Mark: Encodable {
        let time: Int
        let text: String
    }

    /// The state after an operation of an order.
    struct After: Encodable {
        let place: Int
        let text: String
    }

    let keys: [String]
    let operations: [Row]
    /// Orders that explain a partition, or the beginning of one.
    let orders: [[Int]]
    let after: [After]
    let core: [Int]
    let stuck: Int?
    /// The number of the key that can't be explained.
    let failing: Int?
    let marks: [Mark]
    let unit: [String]
    let unitSize: Int

    init<Object: Model>(_ explanation: Explanation<Object>) {
        let (history, model) = (explanation.history, explanation.model)
        let partitions = history.map { model.partition(of: $0.input) }
        let keys = Set(partitions).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        self.keys = keys
        operations = history.indices.map { place in
            Row(
                client: history[place].client, call: history[place].call, end: history[place].end,
                key: numbers[partitions[place]]!, text: explanation.what(place, limit: 2000))
        }
        switch explanation.verdict {
        case .linearizable(let found):
            orders = found.keys.sorted().map { found[$0]! }
            (core, stuck, failing) = ([], nil, nil)
        case .notLinearizable(let evidence):
            orders = [evidence.longestPrefix]
            (core, stuck, failing) = (evidence.core, evidence.stuck, numbers[evidence.partition])
        case .undecided:
            (orders, core, stuck, failing) = ([], [], nil, nil)
        }
        after = orders.flatMap { order in
            var state = model.initialState
            return order.enumerated().compactMap { number, place -> After? in
                state = model.step(state, history[place].input, history[place].output) ?? state
                // States can be long, and only the last ones tell what went wrong.
                guard number >= order.count - 100 else { return nil }
                return After(place: place, text: shortened(model.describe(state: state), to: 500))
            }
        }
        marks = explanation.marks.map { Mark(time: $0.time, text: $0.text) }
        unit = [explanation.unit.prefix, explanation.unit.suffix]
        unitSize = explanation.unit.size
    }
}
