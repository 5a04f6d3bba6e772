import LabKit

/// Figure 2, RequestVote RPC.
public struct RequestVote: RPC {
    // 2A: the four arguments of Figure 2.

    /// The voter's answer.
    public struct Reply: Codable, Sendable {
        var term: Int
        var voteGranted: Bool
    }
}

/// Figure 2, AppendEntries RPC. Without entries it is a heartbeat.
public struct AppendEntries: RPC {
    // 2A: the arguments that a heartbeat needs; 2B: the rest of Figure 2's.

    /// The follower's answer.
    public struct Reply: Codable, Sendable {
        var term: Int
        var success: Bool
        // 2C: what lets a leader step back faster than one entry at a time (end of section 5.3).
    }
}
