/// Requests that are in the log and wait to be executed, by the index that Raft gave them.
///
/// Raft's promise is only that the command will stand there *if* it is committed. When something else is executed at that
/// index, or the server has lost its leadership, whoever waits must hear so, and not the answer to another's command.
struct WaitingRequests<Response: Sendable> {
    private struct Waiting {
        let term: Int
        let client: UInt64
        let sequence: Int
        let answer: AsyncStream<Response>.Continuation
    }

    private var waiting: [Int: Waiting] = [:]

    /// How many wait.
    var count: Int { waiting.count }

    /// Adds a request.
    /// - Returns: its answer as the only element; it ends without one if the command is not executed there.
    mutating func add(client: UInt64, sequence: Int, index: Int, term: Int) -> AsyncStream<Response> {
        let (answers, answer) = AsyncStream.makeStream(of: Response.self, bufferingPolicy: .bufferingNewest(1))
        // What waited there was given the place by a leader that has been deposed since.
        waiting[index]?.answer.finish()
        waiting[index] = Waiting(term: term, client: client, sequence: sequence, answer: answer)
        return answers
    }

    /// A command was executed at an index: answers whoever waits there.
    mutating func resolve(index: Int, client: UInt64, sequence: Int, with response: Response?) {
        guard let request = waiting.removeValue(forKey: index) else { return }
        if let response, request.client == client, request.sequence == sequence { request.answer.yield(response) }
        request.answer.finish()
    }

    /// Gives up the requests that a condition is true of.
    mutating func giveUp(where isLost: (_ index: Int, _ term: Int) -> Bool) {
        for (index, request) in waiting where isLost(index, request.term) {
            waiting[index] = nil
            request.answer.finish()
        }
    }
}
