import LabRPC

extension World {
    /// What was sent since a moment, in words: "Of the calls 412 were AppendEntries and 12 RequestVote; S1 made 300, S0 124."
    /// - Parameter before: the traffic at that moment.
    package func traffic(since before: Traffic) -> String {
        let traffic = network.traffic
        var methods: [String: Int] = [:]
        var callers: [(name: String, count: Int)] = []
        for caller in traffic.callers {
            let old = before.calls(by: caller)
            let made = traffic.calls(by: caller).map { ($0.key, $0.value - old[$0.key, default: 0]) }.filter {
                $0.1 > 0
            }
            methods.merge(made, uniquingKeysWith: +)
            callers.append((names[caller], made.reduce(0) { $0 + $1.1 }))
        }
        guard !methods.isEmpty else { return "" }
        let kinds = methods.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let senders = callers.filter { $0.count > 0 }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        return "Of the calls \(kinds.map { "\($0.value) were \($0.key)" }.joined(separator: ", ")); "
            + "\(senders.prefix(5).map { "\($0.name) made \($0.count)" }.joined(separator: ", "))."
    }
}
