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
    public var raftState: [UInt8] { bytes(of: platform.storage.raftState) }
    /// The snapshot as last saved; empty on a new disk.
    public var snapshot: [UInt8] { bytes(of: platform.storage.snapshot) }

    /// Replaces Raft's state and keeps the snapshot.
    public func save(raftState: [UInt8]) {
        platform.store(Storage(raftState: Block(bytes: raftState), snapshot: platform.storage.snapshot))
    }

    /// Replaces Raft's state and the snapshot together.
    public func save(raftState: [UInt8], snapshot: [UInt8]) {
        platform.store(Storage(raftState: Block(bytes: raftState), snapshot: Block(bytes: snapshot)))
    }

    /// Saves a value as Raft's state, and keeps the snapshot. What is saved is the value at the time of the call.
    ///
    /// A value that can't be encoded fails the test, when somebody reads the disk.
    public func save(_ state: some Encodable & Sendable) {
        platform.store(Storage(raftState: Block(encoding: state), snapshot: platform.storage.snapshot))
    }

    /// Saves a value as Raft's state, and a snapshot with it: both or neither survive a crash.
    ///
    /// A value that can't be encoded fails the test, when somebody reads the disk.
    public func save(_ state: some Encodable & Sendable, snapshot: [UInt8]) {
        platform.store(Storage(raftState: Block(encoding: state), snapshot: Block(bytes: snapshot)))
    }

    /// Decodes Raft's state.
    ///
    /// Bytes of another type fail the test.
    /// - Returns: nil if nothing was saved yet.
    public func load<State: Decodable>(_ type: State.Type) -> State? {
        let bytes = raftState
        guard !bytes.isEmpty else { return nil }
        do {
            return try WireDecoder().decode(type, from: bytes)
        } catch {
            platform.refuse("\(platform.name) can't decode what is on its disk as \(type): \(error)")
            return nil
        }
    }

    private func bytes(of block: Block) -> [UInt8] {
        block.bytes { platform.refuse("\(platform.name) can't encode what it saved: \($0)") }
    }
}
