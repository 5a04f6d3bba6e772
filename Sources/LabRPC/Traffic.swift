/// What crossed the network, counted as MIT's labrpc counts.
public struct Traffic: Sendable, Equatable {
    /// Every call made, also those to dead or unreachable servers.
    public internal(set) var calls = 0
    /// The bytes of all arguments sent and of all replies delivered.
    public internal(set) var bytes = 0
    /// Calls that each machine made since its last start, by machine number.
    public internal(set) var callsMade: [Int] = []
    /// Requests that reached each server since its last start, by machine number.
    public internal(set) var requestsReceived: [Int] = []
    /// Bytes of the arguments and replies that each server received since its last start, by machine number.
    public internal(set) var bytesReceived: [Int] = []

    mutating func startCounting(for machine: Int) {
        if machine >= requestsReceived.count {
            let missing = machine + 1 - requestsReceived.count
            callsMade.append(contentsOf: repeatElement(0, count: missing))
            requestsReceived.append(contentsOf: repeatElement(0, count: missing))
            bytesReceived.append(contentsOf: repeatElement(0, count: missing))
        }
        callsMade[machine] = 0
        requestsReceived[machine] = 0
        bytesReceived[machine] = 0
    }

    mutating func count(callBy machine: Int, bytes: Int) {
        calls += 1
        self.bytes += bytes
        if callsMade.indices.contains(machine) { callsMade[machine] += 1 }
    }

    /// Requests that reached all servers since their last start.
    public var totalRequestsReceived: Int { requestsReceived.reduce(0, +) }
}
