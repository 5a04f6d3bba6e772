import LabKit

/// The servers of one group, as somebody sees them who asks them for something.
public final class ServerGroup {
    private let servers: [Peer]

    /// - Parameter servers: all of them, in any order.
    public init(_ servers: [Peer]) {
        self.servers = servers
    }

    /// Asks each server once, until one has done it.
    /// - Returns: the answer; nil if nobody had one, and then it may have been done or not.
    public func ask<Request: RPC, Response>(_ request: Request) async -> Response?
    where Request.Reply == ServerReply<Response> {
        // 3A: one server after the other. How long to wait for each, and whom to ask first the next time?
        nil
    }
}
