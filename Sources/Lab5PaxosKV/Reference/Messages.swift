import LabKit

/// What a clerk asks a server: to have a version of a key decided, or to find out what it holds.
struct VersionRequest: RPC {
    var instance: Instance
    /// What to propose; nil to read.
    var value: PaxosValue?

    /// How long a clerk waits for a server, and the server tries: several attempts, for others may propose too.
    static let patience = Duration.milliseconds(400)

    struct Reply: Codable, Sendable {
        /// What the version holds; nil if nothing had been written when the read began.
        var value: PaxosValue?
        /// A version of that key, for who is behind: all before it are decided.
        var newestVersion: Int
    }
}
