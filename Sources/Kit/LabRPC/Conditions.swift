import Simulation

/// What the network does to messages, apart from links that are cut.
///
/// The numbers of `unreliable`, `longReordering` and `longDelays` are those of MIT's labrpc.
public struct Conditions: Sendable, Equatable {
    /// The travel time of every message, request or reply.
    public var latency: Latency
    /// Extra time that each request waits, evenly drawn; nil for none.
    public var requestDelay: ClosedRange<Duration>?
    /// The probability that a request is lost.
    public var requestLoss = 0.0
    /// The probability that a reply is lost.
    public var replyLoss = 0.0
    /// The probability that a request arrives twice, the second copy on a delay of its own.
    public var duplication = 0.0
    /// Whether of a request that arrives more than once only the last answer may come back.
    public var losesEarlierReplies = false
    /// The probability that a reply is held back for a long time, so that replies overtake each other.
    public var replyHold = 0.0
    /// If not zero, messages arrive only at whole multiples of this time since the run began: many at one instant, so that
    /// their handlers, and what waits for the replies, take turns at every `await`.
    public var arrivalInterval = Duration.zero
    /// Whose messages are held to `arrivalInterval`: those that go to these machines; nil for all.
    public var arrivalReceivers: Set<Int>?
    /// If not zero, a message waits up to so long for the next timer of the machine that it goes to, and arrives at the
    /// instant when that fires: what the timer begins and what the message changes take turns in any order.
    public var timerWait = Duration.zero
    /// Whether a reply still arrives if its server crashed after sending it. In MIT's network it does not; in a real one
    /// it does, and what it promised must hold.
    public var repliesOutliveServers = false
    /// How long until a caller learns that the server is dead or unreachable.
    public var silence: ClosedRange<Duration> = .zero ... .milliseconds(99)

    /// A network that loses nothing.
    /// - Parameter latency: the travel time; never zero, because messages that take no time make speed limits
    ///   meaningless.
    public static func reliable(latency: Latency = .uniform(.microseconds(100) ... .milliseconds(1))) -> Conditions {
        Conditions(latency: latency)
    }

    private init(latency: Latency) {
        self.latency = latency
    }

    /// Switches MIT's unreliable mode: requests wait 0 to 26 ms; one in ten is lost, and one reply in ten.
    public mutating func setUnreliable(_ isUnreliable: Bool) {
        requestDelay = isUnreliable ? .zero ... .milliseconds(26) : nil
        requestLoss = isUnreliable ? 0.1 : 0
        replyLoss = isUnreliable ? 0.1 : 0
    }

    /// Switches MIT's long reordering: two replies in three are held for 200 to 2,199 ms.
    public mutating func setLongReordering(_ isOn: Bool) {
        replyHold = isOn ? 2.0 / 3 : 0
    }

    /// Switches MIT's long delays: a caller waits up to 7 s to learn that a server is unreachable, else up to 0.1 s.
    public mutating func setLongDelays(_ isOn: Bool) {
        silence = .zero ... .milliseconds(isOn ? 6999 : 99)
    }
}
