/// A part of a lab in which nothing is written yet.
///
/// The skeleton says so itself, in a note that begins with "begin here". If nothing happened in a run that could not happen
/// without that part, all tests fail for this one reason, and saying it once is enough.
struct Beginning: Hashable, Sendable {
    /// The part, as the hand-out's chapter is called, such as "Lab 2A".
    let part: String
    /// What has not happened.
    let fact: String
    /// Where to begin.
    let place: String
    /// What to write there first.
    let advice: String

    /// The part that a note of a skeleton speaks of; nil for all other notes.
    static func part(of note: String) -> String? {
        let start = "begin here ("
        return note.hasPrefix(start) ? String(note.dropFirst(start.count).prefix(6)) : nil
    }

    /// All of that, for the first report.
    var sentence: String {
        "\(fact.prefix(1).uppercased())\(fact.dropFirst()): \(place), \(advice) (HANDOUT.md, chapter \(part))."
    }
}
