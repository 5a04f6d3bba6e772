import Wire

/// One server as another sees it: something to call.
///
/// ```swift
/// guard let reply = await peers[2].call(request) else { return }   // lost, dead, cut off, or too late
/// ```
public struct Peer: Sendable {
    let platform: any Platform
    let address: Int

    /// The name people read, for example `S2`.
    public let name: String

    /// - Parameters:
    ///   - node: the one that calls.
    ///   - address: the number of the machine that is called.
    ///   - name: the name people read.
    package init(from node: Node, to address: Int, name: String) {
        platform = node.platform
        self.address = address
        self.name = name
    }

    /// Sends a request and waits for its reply. Other tasks of the node run meanwhile, so anything may have changed
    /// when it returns: check that the reply still matters.
    ///
    /// It always returns, though for an unreachable server that can take seconds. Nothing is sent again by itself.
    /// - Parameters:
    ///   - request: the arguments.
    ///   - timeout: how long to wait at most; nil to wait as long as it takes.
    /// - Returns: the reply; nil if the request or the reply was lost, the server is dead or cut off, time is out, or
    ///   the calling task was cancelled. You can't tell which: the server may or may not have handled the request.
    public func call<R: RPC>(_ request: R, timeout: Duration? = nil) async -> R.Reply? {
        do {
            let arguments = try WireEncoder().encode(request)
            let reply = await platform.call(
                R.self, at: address, arguments: arguments, timeout: timeout, isolation: #isolation)
            return try reply.map { try WireDecoder().decode(R.Reply.self, from: $0) }
        } catch {
            platform.refuse("\(platform.name) can't call \(R.self): \(error). Encoding and decoding must agree.")
            return nil
        }
    }
}
