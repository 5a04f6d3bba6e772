import Harness
import LabKit

extension ReplicaGroup {
    /// The bytes of Raft's state on a server's disk.
    public func raftStateSize(of server: Int) -> Int { disks[server].size(of: \.raftState) }

    /// The bytes of the snapshot on a server's disk.
    public func snapshotSize(of server: Int) -> Int { disks[server].size(of: \.snapshot) }
}
