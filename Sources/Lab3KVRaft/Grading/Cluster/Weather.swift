import Harness
import Lab2RaftGrading
import LabKit

/// What else goes wrong in a test of a key/value store. Seeds take turns, so that ten of them run each test twice in every
/// weather.
public enum Weather: String, CaseIterable, Sendable {
    /// Nothing but what the test does.
    case fair = "nothing else goes wrong"
    /// Requests arrive twice.
    case duplicates = "three requests in ten arrive twice"
    /// Requests and replies overtake each other.
    case reordering = "requests wait up to 40 ms, one reply in ten is late"
    /// Servers lose their power right after they saved something, in the middle of a snapshot too.
    case powerFailures = "servers crash right after a save"
    /// Partitions last for seconds.
    case longPartitions = "partitions last up to 6 s"

    init(seed: UInt64) {
        let all = Self.allCases
        self = all[Int((seed &- 1) % UInt64(all.count))]
    }

    /// Whether clients may have to wait for seconds in it.
    package var isSlow: Bool { self == .reordering || self == .powerFailures || self == .longPartitions }
}

extension KVCluster {
    /// Lets a weather begin.
    func begin(_ weather: Weather) {
        self.weather = weather
        switch weather {
        case .fair, .longPartitions: break
        case .duplicates: servers.conditions.duplication = 0.3
        case .reordering:
            servers.conditions.requestDelay = .zero ... .milliseconds(40)
            servers.conditions.replyHold = 0.1
        case .powerFailures:
            servers.nemesis.crashAfterSave = 0.004
            servers.nemesis.longestOutage = .milliseconds(300)
        }
    }
}
