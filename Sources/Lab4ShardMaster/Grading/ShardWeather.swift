import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

extension Weather {
    /// The weather of Lab 4: seeds take turns.
    package init(shardSeed seed: UInt64, isTimed: Bool) {
        let all: [Weather] = [.fair, .duplicates, .reordering, .powerFailures]
        self = all[Int((seed &- 1) % UInt64(all.count))]
        if isTimed, isSlow { self = .fair }
    }
}

extension MasterCluster {
    /// Lets a weather begin.
    package func begin(_ weather: Weather) {
        self.weather = weather
        switch weather {
        case .fair, .longPartitions: break
        case .duplicates: world.network.conditions.duplication = 0.3
        case .reordering:
            world.network.conditions.requestDelay = .zero ... .milliseconds(40)
            world.network.conditions.replyHold = 0.1
        case .powerFailures:
            world.nemesis.crashAfterSave = 0.002
            world.nemesis.longestOutage = .milliseconds(300)
        }
    }
}
