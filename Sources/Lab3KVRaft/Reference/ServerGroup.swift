import LabKit

/// The servers of one group, as somebody sees them who asks them for something.
///
/// A request may be lost, or its reply; its server may be dead, cut off, or no leader. Who asks can't tell which, and goes
/// on to the next server. Whoever answered last probably leads, and is asked first the next time.
public final class ServerGroup {
    /// How long to wait for one server. A leader that is cut off from the others would let us wait for ever.
    private static let patience = Duration.milliseconds(400)

    private let servers: [Peer]
    private var leader = 0

    /// - Parameter servers: all of them, in any order.
    public init(_ servers: [Peer]) {
        self.servers = servers
    }

    /// Asks each server once, until one has done it.
    /// - Returns: the answer; nil if nobody had one, and then it may have been done or not.
    public func ask<Request: RPC, Response>(_ request: Request) async -> Response?
    where Request.Reply == ServerReply<Response> {
        for _ in servers {
            if case .done(let response) = await servers[leader].call(request, timeout: Self.patience) {
                return response
            }
            leader = (leader + 1) % servers.count
        }
        return nil
    }
}
