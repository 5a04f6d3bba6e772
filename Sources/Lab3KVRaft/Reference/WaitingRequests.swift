/// Commands that are in the log and wait to be executed, by the index and the term that Raft gave them.
///
/// Raft's promise is only that the command will stand there *if* it is committed. When another's is executed at that
/// index, which its term tells (Log Matching, section 5.3), or the server has lost its leadership, whoever waits must hear
/// so, and not the answer to another's command.
struct WaitingRequests<Response: Sendable> {
    private struct Waiting {
        let term: Int
        let answer: AsyncStream<Response>.Continuation
    }

    private var waiting: [Int: Waiting] = [:]

    /// How many wait.
    var count: Int { waiting.count }

    /// Adds a command.
    /// - Returns: its answer as the only element; it ends without one if the command is not executed there.
    mutating func add(index: Int, term: Int) -> AsyncStream<Response> {
        let (answers, answer) = AsyncStream.makeStream(of: Response.self, bufferingPolicy: .bufferingNewest(1))
        // What waited there was given the place by a leader that has been deposed since.
        waiting[index]?.answer.finish()
        waiting[index] = Waiting(term: term, answer: answer)
        return answers
    }

    /// The command of this index and term was executed: answers whoever waits there.
    mutating func resolve(index: Int, term: Int, with response: Response?) {
        // On all servers but the leader nobody waits, and they execute as many commands.
        guard !waiting.isEmpty, let command = waiting.removeValue(forKey: index) else { return }
        if let response, command.term == term { command.answer.yield(response) }
        command.answer.finish()
    }

    /// Gives up the commands that a condition is true of.
    mutating func giveUp(where isLost: (_ index: Int, _ term: Int) -> Bool) {
        for (index, command) in waiting where isLost(index, command.term) {
            waiting[index] = nil
            command.answer.finish()
        }
    }
}
