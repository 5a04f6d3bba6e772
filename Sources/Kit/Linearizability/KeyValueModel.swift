/// A map from strings to strings, empty at first: the object of Lab 3. Keys don't touch each other.
public struct KeyValueModel: Model {
    /// What a client asks of one key.
    public enum Input: Hashable, Sendable {
        /// Its value.
        case get(key: String)
        /// Replace its value.
        case put(key: String, value: String)
        /// Add to the end of its value.
        case append(key: String, value: String)

        /// The key that it is about.
        public var key: String {
            switch self {
            case .get(let key), .put(let key, _), .append(let key, _): key
            }
        }
    }

    /// What it hears.
    public enum Output: Hashable, Sendable {
        /// The value that `get` found; empty if there is none.
        case value(String)
        /// `put` and `append` have been done.
        case done
    }

    /// Creates the model.
    public init() {}

    /// The value of the one key that a partition is about.
    public var initialState: String { "" }

    /// One operation on the key.
    public func step(_ state: String, _ input: Input, _ output: Output?) -> String? {
        switch (input, output) {
        case (.get, nil): state
        case (.get, .value(let value)): value == state ? state : nil
        case (.put(_, let value), nil), (.put(_, let value), .done): value
        case (.append(_, let value), nil), (.append(_, let value), .done): state + value
        default: nil
        }
    }

    /// Each key is a partition.
    public func partition(of input: Input) -> String { input.key }

    /// Gets are.
    public func isReadOnly(_ input: Input, _ output: Output?) -> Bool {
        if case .get = input { true } else { false }
    }

    /// Each key holds a text.
    public func textOperation(_ input: Input, _ output: Output?) -> TextOperation? {
        switch (input, output) {
        case (.get, .value(let value)): .read(value)
        case (.put(_, let value), nil), (.put(_, let value), .done): .write(value)
        case (.append(_, let value), nil), (.append(_, let value), .done): .append(value)
        default: nil
        }
    }

    /// For example `append(x, "b")` or `get(x) → "ab"`.
    public func describe(_ input: Input, _ output: Output?) -> String {
        switch (input, output) {
        case (.get(let key), .value(let value)): "get(\(key)) → \(value.debugDescription)"
        case (.get(let key), _): "get(\(key)) → ?"
        case (.put(let key, let value), _): "put(\(key), \(value.debugDescription))\(output == nil ? " → ?" : "")"
        case (.append(let key, let value), _): "append(\(key), \(value.debugDescription))\(output == nil ? " → ?" : "")"
        }
    }
}
