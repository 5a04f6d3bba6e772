/// Where a rule comes from, and the kinds of failure that it finds. Labs cite papers of their own.
package struct Source: Sendable {
    /// Where the lab's paper has it.
    package let paper: String
    /// What the formal specification calls it.
    package let specification: String
    /// What it finds.
    package let kinds: [LabFailure.Kind]

    /// - Parameters:
    ///   - paper: where the lab's paper has it, for example "5.4.1".
    ///   - specification: what the formal specification calls it.
    ///   - kinds: what it finds.
    package init(paper: String, specification: String, finds kinds: LabFailure.Kind...) {
        self.paper = paper
        self.specification = specification
        self.kinds = kinds
    }
}
