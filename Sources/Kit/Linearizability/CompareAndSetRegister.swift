/// One register with read, write and compare-and-set, nil at first, as in Jepsen's histories of etcd.
public struct CompareAndSetRegister: Model {
    /// What a client asks.
    public enum Input: Hashable, Sendable {
        /// Its value.
        case read
        /// Replace its value.
        case write(Int)
        /// Replace its value if it is the first one.
        case compareAndSet(old: Int, new: Int)
    }

    /// What it hears.
    public enum Output: Hashable, Sendable {
        /// The value that `read` found.
        case value(Int?)
        /// `write` has been done.
        case done
        /// Whether `compareAndSet` found what it expected.
        case matched(Bool)
    }

    /// Creates the model.
    public init() {}

    /// Nothing was written yet.
    public var initialState: Int? { nil }

    /// One operation. A compare-and-set whose answer is unknown may have matched or not; whatever it did is possible.
    public func step(_ state: Int?, _ input: Input, _ output: Output?) -> Int?? {
        switch (input, output) {
        case (.read, nil): state
        case (.read, .value(let value)): value == state ? .some(state) : nil
        case (.write(let value), nil), (.write(let value), .done): .some(value)
        case (.compareAndSet(let old, let new), nil): state == old ? .some(new) : .some(state)
        case (.compareAndSet(let old, let new), .matched(true)): state == old ? .some(new) : nil
        case (.compareAndSet(let old, _), .matched(false)): state == old ? nil : .some(state)
        default: nil
        }
    }

    /// Reads are, and comparisons that failed.
    public func isReadOnly(_ input: Input, _ output: Output?) -> Bool {
        switch input {
        case .read: true
        case .compareAndSet: output == .matched(false)
        case .write: false
        }
    }

    /// Reads and writes are operations on the digits of the value; before the first write there are none.
    public func textOperation(_ input: Input, _ output: Output?) -> TextOperation? {
        switch (input, output) {
        case (.read, .value(let value)): .read(value.map(String.init) ?? "")
        case (.write(let value), nil), (.write(let value), .done): .write(String(value))
        default: nil
        }
    }

    /// For example `read → 3` or `cas(3, 4) → failed`.
    public func describe(_ input: Input, _ output: Output?) -> String {
        switch (input, output) {
        case (.read, .value(let value)): "read → \(value.map(String.init) ?? "nil")"
        case (.read, _): "read → ?"
        case (.write(let value), _): "write(\(value))\(output == nil ? " → ?" : "")"
        case (.compareAndSet(let old, let new), .matched(let isMatch)):
            "cas(\(old), \(new)) → \(isMatch ? "ok" : "failed")"
        case (.compareAndSet(let old, let new), _): "cas(\(old), \(new)) → ?"
        }
    }
}
