import Simulation

/// Turns the end of a trace into lines for people.
enum TraceReport {
    /// How many events a failure shows.
    static let length = 30

    /// The last events that involve any of these servers; of all servers if none is named.
    static func lastEvents(in trace: Trace, about nodes: [Int]) -> [String] {
        let relevant = trace.events.filter { event in
            nodes.isEmpty || nodes.contains { $0 == event.subject || $0 == event.object }
        }
        return relevant.suffix(length).map(line)
    }

    private static func line(for event: TraceEvent) -> String {
        var words = [name(of: event.subject), "\(event.kind.verb)"]
        if let object = event.object { words.append(name(of: object)) }
        let sentence = words.joined(separator: " ")
        if let text = event.text { return "\(event.time)  \(sentence) \(text)" }
        if let detail = event.detail { return "\(event.time)  \(sentence): \(detail.describe(event.kind))" }
        return "\(event.time)  \(sentence)"
    }

    private static func name(of machine: Int?) -> String {
        guard let machine, machine >= 0 else { return "the test" }
        return "S\(machine)"
    }
}
