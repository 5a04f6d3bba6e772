import Harness

extension World {
    /// Lets a weather begin that clients of Lab 4 can stand.
    package func beginWeatherOfLab4(isTimed: Bool) {
        begin(oneOf: [.fair, .duplicates, .reordering, .powerFailures(0.002)], isTimed: isTimed)
    }
}
