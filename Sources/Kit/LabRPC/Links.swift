/// Which directed links between machines carry messages, and which are slow.
struct Links {
    private struct Pair: Hashable {
        let from: Int
        let to: Int
    }

    /// `cut[from][to]`; rows are short or empty where nothing was ever cut.
    private var cut: [[Bool]] = []
    private var latencies: [Pair: Latency] = [:]
    private var slowdowns: [Int: Double] = [:]

    func isCut(from: Int, to: Int) -> Bool {
        cut.indices.contains(from) && cut[from].indices.contains(to) && cut[from][to]
    }

    mutating func setCut(_ isCut: Bool, from: Int, to: Int) {
        // No network reaches a machine with a negative number.
        guard from >= 0, to >= 0 else { return }
        if from >= cut.count {
            cut.append(contentsOf: repeatElement([], count: from + 1 - cut.count))
        }
        if to >= cut[from].count {
            cut[from].append(contentsOf: repeatElement(false, count: to + 1 - cut[from].count))
        }
        cut[from][to] = isCut
    }

    /// The link's own latency, where it has one.
    func latency(from: Int, to: Int) -> Latency? {
        latencies.isEmpty ? nil : latencies[Pair(from: from, to: to)]
    }

    mutating func setLatency(_ latency: Latency?, from: Int, to: Int) {
        latencies[Pair(from: from, to: to)] = latency
    }

    /// The factor by which messages of these two machines take longer.
    func slowdown(from: Int, to: Int) -> Double {
        slowdowns.isEmpty ? 1 : (slowdowns[from] ?? 1) * (slowdowns[to] ?? 1)
    }

    mutating func setSlowdown(_ factor: Double, of machine: Int) {
        slowdowns[machine] = factor == 1 ? nil : factor
    }
}
