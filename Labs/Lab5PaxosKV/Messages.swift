import LabKit

/// What a clerk asks a server: to have a version of a key decided, or to find out what it holds. Acceptors and proposers talk in
/// Prepare and Accept; these two are yours alone.
struct VersionRequest: RPC {
    var instance: Instance
    /// What to propose; nil to read.
    var value: PaxosValue?

    struct Reply: Codable, Sendable {
        /// What the version holds; nil if nothing had been written when the read began.
        var value: PaxosValue?
    }
}
