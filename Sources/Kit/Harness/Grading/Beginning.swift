/// A part of a lab in which nothing is written yet.
///
/// The skeleton says so itself, in a note that begins with "begin here". If nothing happened in a run that could not happen
/// without that part, all tests fail for this one reason, and saying it once is enough.
package struct Beginning: Hashable, Sendable {
    /// The part, as the hand-out's chapter is called, such as "Lab 2A".
    package let part: String
    /// What has not happened.
    package let fact: String
    /// Where to begin.
    package let place: String
    /// What to write there first.
    package let advice: String

    /// - Parameters:
    ///   - part: the part, as the hand-out's chapter is called, such as "Lab 2A".
    ///   - fact: what has not happened.
    ///   - place: where to begin.
    ///   - advice: what to write there first.
    package init(part: String, fact: String, place: String, advice: String) {
        self.part = part
        self.fact = fact
        self.place = place
        self.advice = advice
    }

    /// The part that a note of a skeleton speaks of; nil for all other notes.
    package static func part(of note: String) -> String? {
        let start = "begin here ("
        return note.hasPrefix(start) ? String(note.dropFirst(start.count).prefix(6)) : nil
    }

    /// All of that, for the first report.
    package var sentence: String {
        "\(fact.prefix(1).uppercased())\(fact.dropFirst()): \(place), \(advice) (HANDOUT.md, chapter \(part))."
    }
}
