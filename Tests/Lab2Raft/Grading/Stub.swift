import LabKit

/// What every server of these tests has: where it stands, and the log it keeps.
final class Site: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    let node: Node
    let peers: [Peer]
    let me: Int
    let apply: Apply
    var log: [[UInt8]] = []
    var applied = 0
    var isApplying = false

    init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) {
        (self.node, self.peers, self.me, self.apply) = (node, peers, me, apply)
    }
}

/// A Raft server that is right as long as nothing fails: S0 leads term 1 for ever and copies its log to all servers,
/// and they apply it. Each bad solution changes one thing.
protocol Stub: RaftPeer {
    nonisolated var site: Site { get }
    init(_ site: Site)
    func receive(_ copy: CopyLog) async
}

/// "This is my whole log."
struct CopyLog: RPC {
    var log: [[UInt8]]
    struct Reply: Codable, Sendable {}
}

extension Stub {
    init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) {
        self.init(Site(node: node, peers: peers, me: me, apply: apply))
    }

    nonisolated var node: Node { site.node }

    func run() async throws {
        serveCopies()
    }

    func serveCopies() {
        node.serve(CopyLog.self) {
            await self.receive($0)
            return CopyLog.Reply()
        }
    }

    func start(_ command: [UInt8]) -> Submission {
        guard site.me == 0 else { return Submission(index: 0, term: 1, isLeader: false) }
        return append(command)
    }

    func append(_ command: [UInt8]) -> Submission {
        site.log.append(command)
        let copy = CopyLog(log: site.log)
        for peer in site.peers { Task { _ = await peer.call(copy) } }
        return Submission(index: site.log.count, term: 1, isLeader: true)
    }

    func receive(_ copy: CopyLog) async {
        if copy.log.count > site.log.count { site.log = copy.log }
        // Who is applying already takes these too.
        guard !site.isApplying else { return }
        site.isApplying = true
        while site.applied < site.log.count { await applyNext() }
        site.isApplying = false
    }

    func applyNext() async {
        site.applied += 1
        await apply(site.log[site.applied - 1], at: site.applied)
    }

    func apply(_ command: [UInt8], at index: Int) async {
        await site.apply(.command(index: index, term: 1, bytes: command))
    }

    func status() -> (term: Int, isLeader: Bool) { (1, site.me == 0) }

    func inspect() -> RaftState {
        RaftState(
            role: status().isLeader ? .leader : .follower, term: status().term, votedFor: 0,
            lastIndex: site.log.count, lastTerm: site.log.isEmpty ? 0 : 1, commitIndex: site.applied)
    }

    func logTerm(at index: Int) -> Int? { site.log.indices.contains(index - 1) ? 1 : nil }
}

/// Nothing is wrong with it.
actor Good: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
}
