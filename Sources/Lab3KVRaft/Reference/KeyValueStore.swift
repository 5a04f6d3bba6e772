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

        /// The key that it is about.
        public var key: String {
            switch self {
            case .get(let key), .put(let key, _), .append(let key, _): key
            }
        }
    }

    private var values: [String: String] = [:]

    /// A store without keys.
    public init() {}

    /// - Returns: the value that a get finds; nothing for the others.
    public mutating func apply(_ command: Command) -> String? {
        switch command {
        case .get(let key): return values[key] ?? ""
        case .put(let key, let value): values[key] = value
        case .append(let key, let value): values[key, default: ""] += value
        }
        return ""
    }

    /// Gets change nothing.
    public static func isReadOnly(_ command: Command) -> Bool {
        if case .get = command { true } else { false }
    }
}
