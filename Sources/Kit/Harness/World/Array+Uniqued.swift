extension [Int] {
    /// Each number once, in order of its first appearance.
    package func uniqued() -> [Int] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
