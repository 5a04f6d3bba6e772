import Harness
import LabRPC
import Simulation

// Who may talk to whom, and what becomes of messages.

extension RaftCluster {
    /// Cuts a server off from all others, itself included, in both directions.
    public func disconnect(_ server: Int) {
        if isConnected(server) { world.simulator.trace.record(.cutOff, subject: server) }
        connected[server] = false
        updateLinks()
    }

    /// Connects a server with all others that are connected.
    public func connect(_ server: Int) {
        if !isConnected(server) { world.simulator.trace.record(.connected, subject: server) }
        connected[server] = true
        updateLinks()
    }

    /// Whether a server is connected (and so running, unless a scenario says otherwise).
    public func isConnected(_ server: Int) -> Bool { connected[server] && isRunning(server) }

    /// How many servers are connected.
    public var connectedCount: Int { connectedServers.count }

    /// Lets servers talk only within a group until `heal()`, whatever crashes, restarts or is connected meanwhile. A
    /// server in no group is alone; one in two groups is a bridge between them.
    public func partition(_ groups: [[Int]]) {
        let parts = groups.map { names($0) }.joined(separator: " | ")
        recordLinks("partition \(parts)")
        self.groups = groups
        updateLinks()
    }

    /// Cuts or mends a link in one direction only, until `heal()`.
    public func setLink(from: Int, to: Int, isUp: Bool) {
        recordLinks("the link from S\(from) to S\(to) is \(isUp ? "up" : "down")")
        if isUp { cutLinks.remove(Link(from: from, to: to)) } else { cutLinks.insert(Link(from: from, to: to)) }
        updateLinks()
    }

    /// Makes every message that is sent in one direction from now on take so long; nil for the network's own latency.
    public func setLatency(_ latency: Duration?, from: Int, to: Int) {
        recordLinks("messages from S\(from) to S\(to) take \(latency.map { "\($0)" } ?? "as long as all others")")
        world.network.setLatency(latency.map { .constant($0) }, from: from, to: to)
    }

    /// Ends a partition and mends all single links; servers that are disconnected stay so.
    public func heal() {
        recordLinks("no partition, and every link is up")
        groups = nil
        cutLinks = []
        updateLinks()
    }

    private func recordLinks(_ change: String) {
        world.simulator.trace.record(.linksChanged, subject: MachineNames.tester, text: change)
    }

    /// Brings the network in line with what is connected, grouped and cut: the one place that does.
    private func updateLinks() {
        for from in 0..<size {
            for to in 0..<size { world.network.setLink(from: from, to: to, isUp: isLinkUp(from: from, to: to)) }
        }
    }

    private func isLinkUp(from: Int, to: Int) -> Bool {
        guard connected[from], connected[to], !cutLinks.contains(Link(from: from, to: to)) else { return false }
        return groups?.contains { $0.contains(from) && $0.contains(to) } ?? true
    }

    /// What the network does to messages.
    public var conditions: Conditions {
        get { world.network.conditions }
        set { world.network.conditions = newValue }
    }

    /// Requests that reached the servers since each one's start.
    public var requestsReceived: Int { world.network.traffic.totalRequestsReceived }

    /// The calls that a server made since its start.
    public func callsMade(by server: Int) -> Int { world.network.traffic.callsMade[server] }

    /// All that was sent so far, to be compared with what is sent later.
    public var traffic: Traffic { world.network.traffic }

    /// The bytes that crossed the network so far.
    public var bytesSent: Int { world.network.traffic.bytes }
}
