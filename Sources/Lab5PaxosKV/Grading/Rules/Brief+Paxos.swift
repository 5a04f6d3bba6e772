import Harness
import LabKit

extension Ballot: BriefConvertible {
    /// For example `(3, 2)`.
    package var brief: String { "(\(number), \(proposer))" }
}

extension Instance: BriefConvertible {
    /// For example `version 2 of 'x'`.
    package var brief: String { "version \(version) of '\(key)'" }
}

extension PaxosValue: BriefConvertible {
    /// What is written.
    package var brief: String { Harness.brief(content) }
}
