import Wire

/// A node's disk: two blocks of bytes, Raft's state and a snapshot, that survive a crash.
///
/// A save is atomic and durable when the call returns; it takes no virtual time. Saving both blocks in one call
/// changes both or neither. After the node's crash a save does nothing.
///
/// ```swift
/// node.disk.save(PersistentState(term: term, vote: vote, log: log))
/// let restored = node.disk.load(PersistentState.self)   // nil on a new disk
/// ```
public struct Disk: Sendable {
    let platform: any Platform

    /// Raft's state as last saved; empty on a new disk.
    public var raftState: [UInt8] { platform.storage.raftState }
    /// The snapshot as last saved; empty on a new disk.
    public var snapshot: [UInt8] { platform.storage.snapshot }

    /// Replaces Raft's state and keeps the snapshot.
    public func save(raftState: [UInt8]) {
        var storage = platform.storage
        storage.raftState = raftState
        platform.store(storage)
    }

    /// Replaces Raft's state and the snapshot together.
    public func save(raftState: [UInt8], snapshot: [UInt8]) {
        platform.store(Storage(raftState: raftState, snapshot: snapshot))
    }

    /// Encodes a value and saves it as Raft's state; keeps the snapshot.
    ///
    /// A value that can't be encoded fails the test.
    public func save(_ state: some Encodable) {
        do {
            save(raftState: try WireEncoder().encode(state))
        } catch {
            platform.refuse("\(platform.name) can't encode what it saves: \(error)")
        }
    }

    /// Decodes Raft's state.
    ///
    /// Bytes of another type fail the test.
    /// - Returns: nil if nothing was saved yet.
    public func load<State: Decodable>(_ type: State.Type) -> State? {
        guard !raftState.isEmpty else { return nil }
        do {
            return try WireDecoder().decode(type, from: raftState)
        } catch {
            platform.refuse("\(platform.name) can't decode what is on its disk as \(type): \(error)")
            return nil
        }
    }
}
