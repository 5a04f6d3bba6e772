/// Why a submission isn't graded: one sentence for people.
package struct Refusal: Error, Equatable {
    /// The file or folder that it is about, as the submission names it; nil if it is about the whole.
    package let place: String?
    /// What is wrong with it, and what to do.
    package let reason: String

    /// - Parameters:
    ///   - place: the file or folder, nil for the whole submission.
    ///   - reason: what is wrong with it, and what to do.
    package init(_ place: String? = nil, _ reason: String) {
        self.place = place
        self.reason = reason
    }

    /// Both together. A name may hold anything, so it is shown with its special characters spelled out.
    package var sentence: String { place.map { "\($0.debugDescription) \(reason)" } ?? reason }
}
