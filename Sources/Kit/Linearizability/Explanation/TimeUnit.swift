/// How the times of a history are written for people.
public struct TimeUnit: Sendable, Equatable {
    /// What stands before the number, such as `line `.
    public var prefix: String
    /// What stands after it, such as ` s`.
    public var suffix: String
    /// How many units of the history's clock make one, such as 1,000 if a clock of milliseconds is shown in seconds.
    public var size: Int

    /// - Parameters:
    ///   - prefix: what stands before the number.
    ///   - suffix: what stands after it.
    ///   - size: how many units of the history's clock make one; at least 1.
    public init(prefix: String = "", suffix: String = "", size: Int = 1) {
        self.prefix = prefix
        self.suffix = suffix
        self.size = max(1, size)
    }

    /// The clock's numbers as they are.
    public static let plain = TimeUnit()
    /// The time of an event is the number of its line in a file.
    public static let lines = TimeUnit(prefix: "line ")

    /// A time for people, for example `line 12` or `1.25 s`.
    public func describe(_ time: Int) -> String { prefix + number(time) + suffix }

    /// Only the number.
    func number(_ time: Int) -> String { size == 1 ? "\(time)" : "\(Double(time) / Double(size))" }
}

/// Something that happened beside the operations and may explain them: a crash, a cut of the network.
public struct TimeMark: Sendable, Equatable {
    /// When, on the clock of the history.
    public var time: Int
    /// What, for example `server 2 crashes`.
    public var text: String

    /// - Parameters:
    ///   - time: when, on the clock of the history.
    ///   - text: what, for example `server 2 crashes`.
    public init(time: Int, text: String) {
        self.time = time
        self.text = text
    }
}
