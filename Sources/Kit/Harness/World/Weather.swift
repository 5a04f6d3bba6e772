/// What goes wrong all through a run, whatever its scenario does.
package struct Weather: Sendable, Equatable {
    /// What the report says of it.
    package let name: String
    /// The probability that a request arrives twice.
    var duplication = 0.0
    /// Extra time that each request waits.
    var requestDelay: ClosedRange<Duration>?
    /// The probability that a reply is held back for a long time.
    var replyHold = 0.0
    /// The probability that a server crashes right after a reply has left it, which arrives all the same.
    var crashAfterReply = 0.0
    /// The probability that a server loses its power right after a save.
    var crashAfterSave = 0.0
    /// The longest time that a server stays down.
    var longestOutage = Duration.milliseconds(100)
    /// Whether partitions last for seconds, in scenarios that part servers, and there are some in those that don't.
    package private(set) var hasLongPartitions = false

    /// Whether clients may have to wait for seconds in it.
    package var isSlow: Bool {
        requestDelay != nil || replyHold > 0 || crashAfterReply > 0 || crashAfterSave > 0 || hasLongPartitions
    }

    private init(_ name: String) { self.name = name }

    private init(_ name: String, _ change: (inout Weather) -> Void) {
        self.init(name)
        change(&self)
    }

    /// Nothing but what the test does.
    package static let fair = Weather("nothing else goes wrong")

    /// Requests arrive twice.
    package static let duplicates = Weather("three requests in ten arrive twice") { $0.duplication = 0.3 }

    /// Requests and replies overtake each other.
    package static let reordering = Weather("requests wait up to 40 ms, one reply in ten is late") {
        $0.requestDelay = .zero ... .milliseconds(40)
        $0.replyHold = 0.1
    }

    /// Servers lose their power right after they saved something, in the middle of a snapshot too.
    /// - Parameter probability: how often a save ends so.
    package static func powerFailures(_ probability: Double) -> Weather {
        Weather("servers crash right after a save") {
            $0.crashAfterSave = probability
            $0.longestOutage = .milliseconds(300)
        }
    }

    /// Servers crash right after an answer has left, or lose their power right after a save.
    /// - Parameter probability: how often an answer or a save ends so.
    package static func crashes(_ probability: Double) -> Weather {
        Weather("servers crash right after a reply or a save") {
            $0.crashAfterReply = probability
            $0.crashAfterSave = probability
        }
    }

    /// Partitions last for seconds.
    package static let longPartitions = Weather("partitions last up to 6 s") { $0.hasLongPartitions = true }
}
