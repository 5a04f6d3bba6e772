import Harness

extension LabFailure.Kind {
    /// A client waits for ever.
    public static let unanswered = Self(rawValue: "unanswered")
    /// A client read something that can't be there.
    public static let wrongValue = Self(rawValue: "wrongValue")
    /// What clients saw could not have come from one store.
    public static let notLinearizable = Self(rawValue: "notLinearizable")
    /// Whether a history is linearizable was not found out.
    public static let undecided = Self(rawValue: "undecided")
}
