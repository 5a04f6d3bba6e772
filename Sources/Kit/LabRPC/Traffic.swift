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
    /// The calls of each machine by what they called, also before its last start. The test's, whose number is negative,
    /// come first.
    private var tallies: [[Tally]] = []

    /// How often a method was called.
    private struct Tally: Sendable, Equatable {
        let method: ObjectIdentifier
        let name: String
        var count: Int
    }

    /// Nothing yet.
    public init() {}

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

    mutating func count(callOf method: any Method.Type, by machine: Int, bytes: Int) {
        calls += 1
        self.bytes += bytes
        if callsMade.indices.contains(machine) { callsMade[machine] += 1 }
        let (place, id) = (max(0, machine + 1), ObjectIdentifier(method))
        if place >= tallies.count { tallies.append(contentsOf: repeatElement([], count: place + 1 - tallies.count)) }
        // A machine calls few methods, so that a search is faster than a dictionary.
        if let index = tallies[place].firstIndex(where: { $0.method == id }) {
            tallies[place][index].count += 1
        } else {
            tallies[place].append(Tally(method: id, name: method.name, count: 1))
        }
    }

    /// Requests that reached all servers since their last start.
    public var totalRequestsReceived: Int { requestsReceived.reduce(0, +) }

    /// The numbers of the machines that ever made a call.
    public var callers: [Int] { tallies.indices.filter { !tallies[$0].isEmpty }.map { $0 - 1 } }

    /// How often a machine called each method, by its name.
    public func calls(by machine: Int) -> [String: Int] {
        let place = max(0, machine + 1)
        guard place < tallies.count else { return [:] }
        return Dictionary(tallies[place].map { ($0.name, $0.count) }, uniquingKeysWith: +)
    }
}
