import LabRPC

/// A request that a server begins to handle in a step.
struct Request {
    let sender: Int
    let method: any Method.Type
    /// The numbers in it that are called a term.
    let terms: () -> [Int]
}

/// What leaders send, and what candidates send. No message is known here by its name; it is learned.
struct RequestKinds {
    /// So many requests of one kind to one server come from leaders only: nobody asks for one vote so often.
    private static let often = 5

    private struct Route: Hashable {
        let method: ObjectIdentifier
        let sender: Int
        let receiver: Int
        let term: Int
    }

    /// How often requests of a kind came from a server while it led a term.
    private var counts: [Route: Int] = [:]
    /// The kinds that come again and again from servers that lead.
    private var leaders: Set<ObjectIdentifier> = []
    /// The kinds that bring votes.
    private var voters: Set<ObjectIdentifier> = []

    /// Whether only leaders send requests of this kind, as far as is known.
    func isLeaders(_ method: any Method.Type) -> Bool {
        leaders.contains(ObjectIdentifier(method)) && !voters.contains(ObjectIdentifier(method))
    }

    /// A server has handled a request of one that leads a term.
    mutating func leader(of term: Int, didSend request: Request, to receiver: Int) {
        let method = ObjectIdentifier(request.method)
        guard !leaders.contains(method) else { return }
        let route = Route(method: method, sender: request.sender, receiver: receiver, term: term)
        counts[route, default: 0] += 1
        if counts[route] == Self.often { leaders.insert(method) }
    }

    /// A request has brought its sender a vote.
    mutating func didBringVote(_ request: Request) { voters.insert(ObjectIdentifier(request.method)) }
}
