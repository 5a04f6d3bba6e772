import Harness

/// The count is never less than what was counted.
struct NothingIsTakenBack {
    func check(_ count: Int, counted: Int, by machine: Int) throws {
        guard count != counted else { return }
        throw LabFailure(
            .miscounted, nodes: [machine], section: "1",
            message: "S0 was asked \(counted) times to count one more, and says \(count).",
            question: "Is each count on the disk before increment() returns?")
    }
}

extension LabFailure.Kind {
    /// A count is not what was counted.
    public static let miscounted = Self(rawValue: "miscounted")
}
