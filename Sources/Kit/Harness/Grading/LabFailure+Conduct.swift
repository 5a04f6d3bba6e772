import Simulation

extension LabFailure {
    /// Whether it is about how code behaved on its machine, which nothing that is unwritten excuses.
    var isOfConduct: Bool {
        switch SimulationFailure.Kind(rawValue: kind.rawValue) {
        case .timeLimit, .asleep: false
        case nil: [.misuse, .runThrew, .blocked, .crashed, .nondeterminism, .testError].contains(kind)
        default: true
        }
    }
}
