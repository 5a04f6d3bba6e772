import LabKit
import LabRPC
import Wire

/// Single messages of a run in the hands of a test: it picks them by sender, receiver, type and contents, and holds, releases,
/// drops, delays or repeats them.
///
/// ```swift
/// let late = world.messages.hold(.requests(Accept.self, from: [0], to: [1]) { $0.ballot.number == 1 })
/// …                                           // S0's Accept of ballot 1 does not reach S1
/// late.release()                              // now it does
/// late.end()                                  // the next goes its way
/// ```
/// Of several rules that meet a message, the newest decides. A run without rules goes as if there were none of this.
public final class MessageControl: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private unowned let network: Network
    private var rules: [MessageRule] = []
    private var watchers: [any MessageWatcher] = []

    init(network: Network) {
        self.network = network
    }

    /// Holds messages until the rule releases or loses them.
    @discardableResult
    public func hold(_ match: MessageMatch) -> MessageRule { add(match, .held) }

    /// Loses messages.
    @discardableResult
    public func drop(_ match: MessageMatch) -> MessageRule { add(match, .lost) }

    /// Makes messages take longer.
    @discardableResult
    public func delay(_ match: MessageMatch, by duration: Duration) -> MessageRule { add(match, .delayed(duration)) }

    /// Lets each message arrive so many times more, each copy in a time of its own. A caller never notices a second reply to one
    /// call.
    @discardableResult
    public func `repeat`(_ match: MessageMatch, times: Int) -> MessageRule { add(match, .repeated(times)) }

    /// Only counts messages, which go their way.
    @discardableResult
    public func count(_ match: MessageMatch) -> MessageRule { add(match, nil) }

    /// Ends all rules, and releases what they hold.
    public func endAll() {
        for rule in rules { rule.end() }
    }

    /// The run is over: forgets rules and watchers, which may hold the world.
    func close() {
        (rules, watchers) = ([], [])
        network.interceptor = nil
    }

    private func add(_ match: MessageMatch, _ fate: MessageFate?) -> MessageRule {
        let rule = MessageRule(match, fate)
        rules.append(rule)
        network.interceptor = self
        return rule
    }

    /// Shows all messages to somebody from now on.
    package func add(_ watcher: any MessageWatcher) {
        watchers.append(watcher)
        network.interceptor = self
    }
}

/// Who sees the messages of a run, and changes nothing.
package protocol MessageWatcher: AnyObject {
    /// A message leaves its sender.
    func messageDidLeave(_ message: Message)
    /// A message reaches whom it is for.
    func messageDidArrive(_ message: Message)
}

extension MessageControl: MessageInterceptor {
    /// What the newest rule says that meets the message; each that meets it counts it.
    public func fate(of message: Message) -> MessageFate {
        for watcher in watchers { watcher.messageDidLeave(message) }
        rules.removeAll { $0.isOver }
        var fate: MessageFate?
        for rule in rules.reversed() where rule.match.isMet(by: message) { rule.meets(message, fate: &fate) }
        return fate ?? .delivered
    }

    /// Tells who watches.
    public func messageDidArrive(_ message: Message) {
        for watcher in watchers { watcher.messageDidArrive(message) }
    }
}
