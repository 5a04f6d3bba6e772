import Simulation

/// Turns the end of a trace into lines for people.
enum TraceReport {
    /// How many lines a failure shows, if nobody asks for another number.
    static let usualLength = 30
    /// How many of the events that differ in numbers only have lines of their own.
    private static let alike = 3

    private struct Line {
        let sentence: String
        /// The first and the last event that it stands for, as numbers of the trace, and how many there are.
        var first, last, count: Int
        /// Whether the events differ in numbers.
        let isOfMany: Bool
    }

    /// The last events that involve any of these servers; of all servers if none is named.
    ///
    /// What happened several times in the same words is shown once, at its last time: heartbeats would hide everything
    /// else. Of what happened many times with other numbers the last ones are shown, and all before them as one, at the time
    /// of the first.
    /// - Parameters:
    ///   - length: how many lines; nil for the usual number.
    ///   - names: the names of the machines.
    ///   - end: the time of the last event to show; nil for all.
    static func lastEvents(
        _ length: Int? = nil, in trace: Trace, names: MachineNames, about nodes: [Int], until end: VirtualTime? = nil
    ) -> [String] {
        let events = trace.events
        let length = length ?? usualLength
        var lines: [Line] = []
        var places: [String: Int] = [:]
        var shapes: [String: Int] = [:]
        for number in events.indices.reversed()
        where isShown(events[number], about: nodes) && (end.map { events[number].time <= $0 } ?? true) {
            let sentence = sentence(for: events[number], names)
            if let place = places[sentence] {
                lines[place].count += 1
                continue
            }
            let shape = shape(of: events[number], sentence, names)
            let isOfMany = shapes[shape, default: 0] == alike
            let key = isOfMany ? shape : sentence
            if let place = places[key] {
                lines[place] = Line(
                    sentence: sentence, first: number, last: lines[place].last, count: lines[place].count + 1,
                    isOfMany: true)
            } else if lines.count < length {
                places[key] = lines.count
                if !isOfMany { shapes[shape, default: 0] += 1 }
                lines.append(Line(sentence: sentence, first: number, last: number, count: 1, isOfMany: isOfMany))
            } else {
                break
            }
        }
        return lines.sorted { $0.first < $1.first }.map { text(of: $0, events) }
    }

    private static func text(of line: Line, _ events: [TraceEvent]) -> String {
        let text = "\(events[line.first].time)  \(line.sentence)"
        guard line.count > 1 else { return text }
        return line.isOfMany
            ? "\(text)  (and \(line.count - 1) more until \(events[line.last].time), with other numbers)"
            : "\(text)  (\(line.count) times)"
    }

    private static func isShown(_ event: TraceEvent, about nodes: [Int]) -> Bool {
        nodes.isEmpty || nodes.contains { $0 == event.subject || $0 == event.object }
    }

    private static func sentence(for event: TraceEvent, _ names: MachineNames) -> String {
        let sentence = beginning(of: event, names)
        if let text = event.text { return "\(sentence) \(text)" }
        if let detail = event.detail { return "\(sentence): \(detail.describe(event.kind))" }
        return sentence
    }

    /// The sentence without the numbers that follow the names of the machines.
    private static func shape(of event: TraceEvent, _ sentence: String, _ names: MachineNames) -> String {
        let beginning = beginning(of: event, names)
        let rest = sentence.utf8.dropFirst(beginning.utf8.count).filter { !(0x30...0x39).contains($0) }
        return beginning + String(decoding: rest, as: UTF8.self)
    }

    private static func beginning(of event: TraceEvent, _ names: MachineNames) -> String {
        let names = [event.subject ?? MachineNames.tester, event.object].compactMap { $0 }.map { names[$0] }
        return ([names[0], "\(event.kind.verb)"] + names.dropFirst()).joined(separator: " ")
    }
}
