// The coder is part of what lab code may use: a command is bytes, and somebody has to make them.
@_exported import Wire

/// The machine that a server runs on: its clock, its randomness, its disk and its end of the network.
///
/// Everything that lab code needs from the outside world it gets here, and nowhere else. A crash takes the node away
/// for good: its sleeps throw `CancellationError`, its calls return nil, and nothing it does any more has an effect. A
/// restarted server is a new actor on a new node with the old disk.
///
/// ```swift
/// public actor Raft: RaftPeer {
///     public nonisolated let node: Node
///
///     public func run() async throws {
///         node.serve(RequestVote.self) { await self.handle($0) }
///         while true {
///             try await node.clock.sleep(for: node.random.duration(in: .milliseconds(300) ... .milliseconds(600)))
///             node.log("nobody has called for a while")
///         }
///     }
/// }
/// ```
public final class Node: Sendable {
    let platform: any Platform

    /// The executor that this node's actors run on; `LabActor` hands it to Swift.
    public let unownedExecutor: UnownedSerialExecutor

    /// A node that stands on this platform.
    package init(platform: any Platform) {
        self.platform = platform
        unownedExecutor = platform.unownedExecutor
    }

    /// The name people read, for example `S2`.
    public var name: String { platform.name }

    /// The node's clock. It measures how much time has passed here; clocks of two nodes need not agree.
    public var clock: NodeClock { NodeClock(platform: platform) }

    /// The node's random numbers: a different sequence on every node, the same in every run of one seed.
    ///
    /// ```swift
    /// let winner = Int.random(in: 0..<5, using: &node.random)
    /// ```
    public var random: NodeRandom {
        get { NodeRandom(platform: platform) }
        // Without state of its own there is nothing to store; the setter lets `&node.random` be passed along.
        set {}
    }

    /// The node's disk: the one thing that survives a crash.
    public var disk: Disk { Disk(platform: platform) }

    /// Adds a line to the trace that a failed test prints. The servers go on as if it weren't there: it takes no virtual
    /// time, and nothing that a server can see depends on it. Its text is part of the run's digest, so it must not say
    /// what differs from run to run, such as a date or an address in memory.
    public func log(_ line: String) {
        platform.log(line)
    }

    /// Answers requests of one type from now on; replaces the handler registered before.
    ///
    /// Every request runs in a task of its own, so handlers run interleaved, in any order, at every `await`.
    /// - Parameters:
    ///   - type: the request.
    ///   - isolation: the actor that registers the handler, and on which it runs; leave it out.
    ///   - handler: returns the reply, or nil to stay silent; the caller then sees a lost reply.
    public func serve<R: RPC>(
        _ type: R.Type, isolation: isolated (any Actor)? = #isolation,
        _ handler: @escaping @Sendable (R) async -> R.Reply?
    ) {
        let platform = platform
        platform.serve(type, on: isolation) { bytes in
            do {
                let request = try WireDecoder().decode(R.self, from: bytes)
                guard let reply = await handler(request) else { return nil }
                return try WireEncoder().encode(reply)
            } catch {
                platform.refuse(
                    "\(platform.name) can't answer \(R.self): \(error). Encoding and decoding must agree.")
                return nil
            }
        }
    }
}
