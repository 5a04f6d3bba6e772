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

extension TextOperation {
    /// What it writes or finds.
    var text: String {
        switch self {
        case .write(let text), .append(let text), .read(let text): text
        }
    }
}

/// Operations of any model as ones on a text.
/// - Returns: nil if one of them does anything else, or if a text isn't ASCII: equal texts might then be different bytes.
@specialized(where Object == KeyValueModel)
@specialized(where Object == CompareAndSetRegister)
func textOperations<Object: Model>(
    _ history: [ClientOperation<Object.Input, Object.Output>], _ model: Object
) -> [ClientOperation<TextOperation, Never>]? {
    var operations: [ClientOperation<TextOperation, Never>] = []
    operations.reserveCapacity(history.count)
    for entry in history {
        // What a read that never returned would have found doesn't matter.
        let isLost = entry.end == nil && model.isReadOnly(entry.input, entry.output)
        guard let operation = isLost ? .read("") : model.textOperation(entry.input, entry.output),
            operation.text.isASCII
        else { return nil }
        operations.append(
            ClientOperation(client: entry.client, input: operation, output: nil, call: entry.call, end: entry.end))
    }
    return operations
}

extension String {
    /// Whether each byte is a character of its own, so that equal texts have equal bytes.
    fileprivate var isASCII: Bool {
        var text = self
        // All bytes are looked at, because that is faster than to stop at the first that isn't.
        return text.withUTF8 { bytes in bytes.reduce(0) { $0 | $1 } < 0x80 }
    }
}
