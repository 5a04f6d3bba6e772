import Harness
import LabKit

/// What else goes wrong while clients write and read. Seeds take turns.
enum PaxosWeather: String, CaseIterable, Sendable {
    /// Nothing but what the test does.
    case fair = "nothing else goes wrong"
    /// Requests arrive twice.
    case duplicates = "three requests in ten arrive twice"
    /// Requests and replies overtake each other.
    case reordering = "requests wait up to 40 ms, one reply in ten is late"
    /// Servers crash right after an answer has left, or lose their power right after a save.
    case crashes = "servers crash right after a reply or a save"

    init(seed: UInt64) {
        let all = Self.allCases
        self = all[Int((seed &- 1) % UInt64(all.count))]
    }
}

extension PaxosCluster {
    /// Lets a weather begin.
    func begin(_ weather: PaxosWeather) {
        self.weather = weather
        switch weather {
        case .fair: break
        case .duplicates: world.network.conditions.duplication = 0.3
        case .reordering:
            world.network.conditions.requestDelay = .zero ... .milliseconds(40)
            world.network.conditions.replyHold = 0.1
        case .crashes:
            world.network.conditions.repliesOutliveServers = true
            world.nemesis.crashAfterReply = 0.01
            world.nemesis.crashAfterSave = 0.01
        }
    }
}
