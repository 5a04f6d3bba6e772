/// A text of which only those states are told apart that lead to a value that somebody read.
///
/// Any other one behaves the same until the next write: nobody can have found it, nor anything appended to it. So the
/// orders of appends that nobody saw, of which there are very many, come down to one state.
struct ReadText: Model {
    /// All values that were read, sorted.
    private let values: [String]

    init(_ history: [ClientOperation<TextOperation, Never>]) {
        values = history.compactMap { entry in
            if case .read(let value) = entry.input, entry.end != nil { value } else { nil }
        }.sorted()
    }

    var initialState: String? { readable("") }

    /// One operation; nil stands for all states that nobody read.
    func step(_ state: String?, _ input: TextOperation, _ output: Never?) -> String?? {
        switch input {
        case .write(let text): .some(readable(text))
        case .append(let text): .some(state.flatMap { readable($0 + text) })
        case .read(let value): value == state ? .some(state) : nil
        }
    }

    func isReadOnly(_ input: TextOperation, _ output: Never?) -> Bool {
        if case .read = input { true } else { false }
    }

    /// The text, if it is the beginning of a value that was read.
    private func readable(_ text: String) -> String? {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < text { low = middle + 1 } else { high = middle }
        }
        return low < values.count && values[low].hasPrefix(text) ? text : nil
    }
}
