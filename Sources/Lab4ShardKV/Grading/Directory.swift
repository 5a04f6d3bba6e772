import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit
import Simulation

/// Where the servers are whose names stand in a configuration.
final class Directory: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private unowned let world: World
    /// The number of each server's machine, by its name.
    var addresses: [String: Int] = [:]

    init(world: World) {
        self.world = world
    }

    /// What makes peers of names, for a node.
    func connect(from node: Node) -> Connect {
        { [unowned self] name in
            if addresses[name] == nil {
                world.fail(
                    LabFailure(
                        .misuse,
                        message: """
                            \(node.name) called connect with '\(name)', but no server has this name: pass the names as they \
                            stand in a configuration's groups.
                            """,
                        question: "Where does this name come from?"))
            }
            return Peer(from: node, to: addresses[name] ?? MachineNames.tester, name: name)
        }
    }
}
