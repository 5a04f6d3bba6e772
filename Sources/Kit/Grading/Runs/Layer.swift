/// What stands between a run and the rest of the machine.
package enum Layer: String, Codable, CaseIterable, Sendable {
    case processes, network, files, user, limits

    /// What it does, in words.
    package var promise: String {
        switch self {
        case .processes: "a run sees no process but its own, and all of them end with it"
        case .network: "a run has no network"
        case .files: "a run sees no file but the graders and their libraries, and can write none"
        case .user: "a run is a user without rights"
        case .limits: "processor time, memory, processes and files of a run are limited"
        }
    }
}
