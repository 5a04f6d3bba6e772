/// What an operation does to a text that is empty at first.
///
/// A model that is no more than such a text says so in `Model.textOperation`. Where every text that is written is
/// another one, as in the labs, histories of any length and concurrency are then decided in nearly linear time.
public enum TextOperation: Hashable, Sendable {
    /// Makes the text another one.
    case write(String)
    /// Adds to its end.
    case append(String)
    /// Finds it, as a whole.
    case read(String)
}
