/// The state machine of Lab 3: keys and their values.
struct KeyValueStore: StateMachine {
    /// What a client asks.
    enum Command: Codable, Sendable {
        case get(key: String)
        case put(key: String, value: String)
        case append(key: String, value: String)
    }

    /// - Returns: the value that a get finds; nothing for the others.
    mutating func apply(_ command: Command) -> String {
        // 3A
        ""
    }
}
