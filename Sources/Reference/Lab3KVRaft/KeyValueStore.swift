/// The state machine of Lab 3: keys and their values.
struct KeyValueStore: StateMachine {
    /// What a client asks.
    enum Command: Codable, Sendable {
        case get(key: String)
        case put(key: String, value: String)
        case append(key: String, value: String)
    }

    private var values: [String: String] = [:]

    /// - Returns: the value that a get finds; nothing for the others.
    mutating func apply(_ command: Command) -> String {
        switch command {
        case .get(let key): return values[key] ?? ""
        case .put(let key, let value): values[key] = value
        case .append(let key, let value): values[key, default: ""] += value
        }
        return ""
    }

    static func isReadOnly(_ command: Command) -> Bool {
        if case .get = command { true } else { false }
    }
}
