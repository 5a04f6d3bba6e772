import Simulation

/// Turns the end of a trace into lines for people.
enum TraceReport {
    /// How many lines a failure shows, if nobody asks for another number.
    static let usualLength = 30

    /// The last events that involve any of these servers; of all servers if none is named.
    ///
    /// What happened several times in the same words is shown once, at its last time: heartbeats would hide everything
    /// else.
    /// - Parameter length: how many lines; nil for the usual number.
    static func lastEvents(_ length: Int? = nil, in trace: Trace, about nodes: [Int]) -> [String] {
        let length = length ?? usualLength
        var lines: [(time: VirtualTime, sentence: String)] = []
        var places: [String: Int] = [:]
        var repetitions: [Int] = []
        for event in trace.events.reversed() where isShown(event, about: nodes) {
            let sentence = sentence(for: event)
            if let place = places[sentence] {
                repetitions[place] += 1
            } else if lines.count < length {
                places[sentence] = lines.count
                lines.append((event.time, sentence))
                repetitions.append(1)
            } else {
                break
            }
        }
        return zip(lines, repetitions).reversed().map { line, count in
            "\(line.time)  \(line.sentence)" + (count > 1 ? "  (\(count) times)" : "")
        }
    }

    private static func isShown(_ event: TraceEvent, about nodes: [Int]) -> Bool {
        nodes.isEmpty || nodes.contains { $0 == event.subject || $0 == event.object }
    }

    private static func sentence(for event: TraceEvent) -> String {
        var words = [name(of: event.subject), "\(event.kind.verb)"]
        if let object = event.object { words.append(name(of: object)) }
        let sentence = words.joined(separator: " ")
        if let text = event.text { return "\(sentence) \(text)" }
        if let detail = event.detail { return "\(sentence): \(detail.describe(event.kind))" }
        return sentence
    }

    private static func name(of machine: Int?) -> String {
        World.name(ofMachine: machine ?? World.testerNumber)
    }
}
