/// The state machine of Lab 3: keys and their values.
public struct KeyValueStore: StateMachine {
    /// What a client asks.
    public enum Command: Codable, Sendable {
        /// What a key's value is.
        case get(key: String)
        /// To replace it.
        case put(key: String, value: String)
        /// To add to its end.
        case append(key: String, value: String)
    }

    /// A store without keys.
    public init() {}

    /// - Returns: the value that a get finds; nothing for the others.
    public mutating func apply(_ command: Command) -> String? {
        // 3A
        nil
    }
}
