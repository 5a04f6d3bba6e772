import Harness
import LabKit
import LabRPC

// Small checks that scenarios share, each with the words that explain its failure.

extension RaftCluster {
    /// A command that agreement placed must be at the expected index, and be that command.
    public func expect(_ command: String, at index: Int, got agreed: Int) throws {
        let found = self.command(at: agreed)
        guard agreed != index || found != command else { return }
        let place =
            agreed != index
            ? "was agreed on at index \(agreed) and should be at \(index)"
            : "was promised index \(index), but there stands \(found.map { briefBytes(Array($0.utf8)) } ?? "nothing")"
        throw LabFailure(
            .wrongSubmission, nodes: connectedServers, index: agreed, section: "5.3",
            message: """
                \(briefBytes(Array(command.utf8))) \(place). The first index is 1, every command takes the next, and \
                nothing else is put in the log.
                """,
            question:
                "Which index does start() answer with, and what else is put in the log, before the command or in its place?"
        )
    }

    /// Nobody may have applied anything at an index.
    /// - Parameter reason: why it can't be committed, to end the sentence "it can't be committed, because …".
    public func expectNothingCommitted(at index: Int, because reason: String) throws {
        let count = committedCount(at: index)
        guard count > 0 else { return }
        throw LabFailure(
            .unexpectedCommit, nodes: connectedServers, index: index, section: "5.3",
            message: """
                \(serverCount(count)) applied index \(index), but it can't be committed, because \(reason).
                """,
            question: """
                An entry is committed once a majority of all \(size) servers stores it, reachable or not: what does the leader \
                count, and of how many?
                """)
    }

    /// A server must take a command as leader, at an index in the range.
    public func expectAccepted(_ command: String, by server: Int, at indexes: ClosedRange<Int>) throws {
        guard let submission = submit(command, to: server) else {
            throw LabFailure(
                .testError, nodes: [server], message: "the test submits '\(command)' to S\(server), which is down.")
        }
        let expected =
            indexes.count == 1 ? "index \(indexes.lowerBound)" : "index \(indexes.lowerBound) or \(indexes.upperBound)"
        guard submission.isLeader, indexes.contains(submission.index) else {
            let answer = submission.isLeader ? "index \(submission.index)" : "that it is not the leader"
            throw LabFailure(
                .wrongSubmission, nodes: [server], term: submission.term,
                index: submission.isLeader ? submission.index : nil,
                message: """
                    S\(server) was just seen to lead and should take '\(command)' at \(expected), but start() answered \
                    \(answer). \(situation)
                    """,
                question: "What does start() look at, what does it change, and what could come in between?")
        }
    }

    /// The index that a leader gives a command must be the next free one.
    /// - Parameters:
    ///   - submission: what `start` answered.
    ///   - first: what it answered to the first of a row of commands.
    ///   - number: how many commands after the first this one came.
    public func expectNext(_ submission: Submission, after first: Submission, number: Int, from server: Int) throws {
        guard submission.index != first.index + number else { return }
        throw LabFailure(
            .wrongSubmission, nodes: [server], term: first.term, index: submission.index,
            message: """
                S\(server) answered start() number \(number + 1) in a row with index \(submission.index); after index \
                \(first.index) for the first, it must be \(first.index + number).
                """,
            question: "Is the command in the log when start() returns, or is it put there later?")
    }

    /// Commands that were accepted or seen applied must be in the log.
    /// - Parameters:
    ///   - commands: the commands.
    ///   - log: all that was applied.
    ///   - reason: why each of them must be there, to follow "though".
    public func expectAll(_ commands: [String], in log: Set<String>, seenBy reason: String) throws {
        guard let lost = commands.first(where: { !log.contains($0) }) else { return }
        throw LabFailure(
            .lostCommand, nodes: connectedServers, section: "5.4",
            message: """
                '\(lost)' is not in the log, though \(reason). A committed entry is in the log of every later leader \
                (Leader Completeness), and each start() takes the next free index.
                """,
            question: "What did a server forget when it crashed, or what came between choosing the index and appending?"
        )
    }

    /// So many commands must be applied by now.
    /// - Parameters:
    ///   - bound: how many at least.
    ///   - count: how many were submitted.
    ///   - duration: in which time.
    public func expectProgress(to bound: Int, of count: Int, in duration: Duration) throws {
        guard lastApplied < bound else { return }
        throw LabFailure(
            .noAgreement, nodes: connectedServers, index: lastApplied, section: "5.3",
            message: """
                of \(count) commands that were submitted in \((duration / .seconds(1)).formatted()) s, \(lastApplied) were \
                applied; \(bound) should be. \(situation)
                """,
            question: """
                The leader commits what a majority has, whatever else is still on the way: what does it wait for, and can \
                more commands follow before the last ones are answered? Does a follower answer before it applies?
                """)
    }

    /// Every server must soon have applied what some server already has.
    public func expectAppliedEverywhere(upTo index: Int, within limit: Duration) async throws {
        let start = world.seconds
        while world.seconds - start < limit / .seconds(1) {
            if committedCount(at: index) == size { return }
            try await sleep(for: .milliseconds(20))
        }
        throw LabFailure(
            .noAgreement, nodes: connectedServers, index: index, section: "5.3",
            message: """
                \(serverCount(committedCount(at: index))) of \(size) applied index \(index) within \
                \((limit / .seconds(1)).formatted()) s after all could talk again. \(situation)
                """,
            question: """
                How many round trips does a leader take to find where its log and a follower's part? One for each entry is \
                too many: a follower that refuses can tell the term that conflicts and its first index (the last paragraphs of \
                the section).
                """)
    }

    // MARK: - Terms

    /// A server must have stepped down, because another leads a newer term and could tell it.
    public func expectFollower(_ server: Int, of leader: Int) throws {
        guard let status = status(of: server), status.isLeader else { return }
        if rules.areChecked, world.seconds - (rules.lastHeard[server]?[leader] ?? 0) > 0.5 {
            throw LabFailure(
                .unexpectedLeader, nodes: [leader, server], term: status.term, section: "5.2",
                message: """
                    S\(leader) was elected a second ago, and no request of it has reached S\(server) in the last half of that, \
                    though S\(server) can hear everybody; it can't answer. So S\(server) still takes itself for the leader of \
                    term \(status.term). \(situation)
                    """,
                question: """
                    Does a leader send heartbeats to every follower for as long as it leads, also to one that has not answered \
                    the last?
                    """)
        }
        throw LabFailure(
            .unexpectedLeader, nodes: [server, leader], term: status.term, section: "5.1",
            message: """
                S\(server) still claims to lead term \(status.term) a second after S\(leader) was elected in a newer one, \
                although S\(leader)'s requests reach it. \(situation)
                """,
            question: "Does a leader that receives a request of a newer term become a follower?")
    }

    /// Only certain servers can have won the election.
    /// - Parameter reason: ends the sentence "only S1 could be elected, because …".
    public func expect(_ leader: Int, isOneOf candidates: [Int], because reason: String) throws {
        guard !candidates.contains(leader) else { return }
        throw LabFailure(
            .unexpectedLeader, nodes: [leader], term: status(of: leader)?.term, section: "5.4.1",
            message:
                "S\(leader) leads, but only \(names(candidates)) could be elected, because \(reason). \(situation)",
            question: "Which server voted for a candidate whose log is less up-to-date than its own?")
    }

    /// Servers that have just been started for the first time are in term 0; the first election makes term 1.
    public func expectFirstBoot() throws {
        for server in 0..<size {
            guard let status = status(of: server), status.term != 0 else { continue }
            throw LabFailure(
                .termSkipped, nodes: [server], term: status.term, section: "Figure 2",
                message: "S\(server), a new server on a new disk, begins in term \(status.term).",
                question: "currentTerm is initialised to 0 on first boot (Figure 2, persistent state): is it?")
        }
    }

    /// A leader's term is at least 1.
    public func expectFirstTerm(_ term: Int, of leader: Int) throws {
        guard term < 1 else { return }
        throw LabFailure(
            .termsDisagree, nodes: [leader], term: term, section: "Figure 2",
            message: "S\(leader) leads term \(term); terms begin at 1 with the first election.",
            question: "In which term does a new server begin, and what does an election do with it?")
    }

    /// The term may not change while nothing fails.
    /// - Parameter fault: what failed all the same, to end the sentence "though nothing failed".
    public func expectSameTerm(_ term: Int, as later: Int, though fault: String = "") throws {
        guard later != term else { return }
        throw LabFailure(
            .unstableTerm, nodes: connectedServers, term: later, section: "5.2",
            message: """
                the term changed from \(term) to \(later) though nothing failed\(fault.isEmpty ? "" : " " + fault). A follower \
                starts an election only if it heard from no leader for its whole time-out.
                """,
            question: "Are heartbeats sent often enough, and does each one restart the timer?")
    }

    /// A leader that can reach everybody must lead on, whatever a candidate of its own term sends too late.
    public func expectStillLeading(_ leader: Int, inTerm term: Int, despite rival: Int) throws {
        guard let status = status(of: leader), !status.isLeader || status.term != term else { return }
        throw LabFailure(
            .unstableTerm, nodes: [leader, rival], term: status.term, section: "5.2",
            message: """
                S\(leader) was elected in term \(term) and does not lead it any more, though nothing failed since then but \
                that S\(rival), whose messages take a second, was a candidate too. \(situation)
                """,
            question: """
                What does a candidate do with a request from the leader of its own term, and what does anybody do with a \
                late request or reply of that term?
                """)
    }

    /// The times that a server waited before its elections can't all be the same.
    /// - Parameter waits: the times, in virtual seconds.
    public func expectDifferent(_ waits: [Double], of server: Int) throws {
        guard let shortest = waits.min(), let longest = waits.max() else {
            throw LabFailure(
                .noLeader, nodes: [server], section: "5.2",
                message: "S\(server), cut off from all others, started less than two elections in 12 seconds.",
                question: "Does a candidate that neither wins nor loses start another election when its time is over?")
        }
        guard longest - shortest < 0.005 else { return }
        throw LabFailure(
            .unstableTerm, nodes: [server], section: "5.2",
            message: """
                S\(server), cut off from all others, waited equally long before each of \(waits.count) elections: \
                \((shortest * 1000).formatted(.number.precision(.fractionLength(0)))) ms.
                """,
            question: """
                Two candidates that split the votes once, and wait as long again, split them again: when is the election \
                time-out drawn?
                """)
    }

    /// What to throw when every attempt of a scenario met a new term.
    public func termKeptChanging(attempts: Int) -> LabFailure {
        LabFailure(
            .unstableTerm, nodes: connectedServers,
            message: """
                the leader or its term changed in each of \(attempts) attempts to submit a few commands, though nothing \
                failed. \(situation)
                """,
            question: "Do requests with entries restart the followers' timers, and are heartbeats sent beside them?")
    }

    // MARK: - Costs

    /// The cluster may send only so many messages for a purpose, and must send some.
    /// - Parameters:
    ///   - purpose: ends the sentence "the cluster used 99 RPCs to …".
    ///   - before: the traffic when the cluster began with it; nil for the beginning of the run.
    ///   - question: what to think about if there are too many.
    public func expectRPCs(
        _ count: Int, within bounds: ClosedRange<Int>, to purpose: String, since before: Traffic? = nil,
        question: String? = nil
    ) throws {
        if count > bounds.upperBound {
            throw LabFailure(
                .tooManyRPCs, nodes: connectedServers,
                message: """
                    the cluster used \(count) RPCs to \(purpose), \(bounds.upperBound) are allowed. \
                    \(world.traffic(since: before ?? Traffic())) A leader sends at most ten heartbeats a second to each \
                    follower, and entries that wait together travel together.
                    """,
                question: question)
        }
        if count < bounds.lowerBound {
            throw LabFailure(
                .tooFewRPCs, nodes: connectedServers,
                message: """
                    the cluster used \(count) RPCs to \(purpose), which can't be done with fewer than \
                    \(bounds.lowerBound): servers may learn of each other only through messages.
                    """,
                question: "Do servers share a static variable?")
        }
    }

    /// The cluster may send only so many bytes for a purpose, and must send some.
    /// - Parameters:
    ///   - bounds: the fewest and the most that may be sent.
    ///   - purpose: ends the sentence "the cluster used 99 bytes of traffic to …".
    public func expectBytes(_ count: Int, within bounds: ClosedRange<Int>, to purpose: String) throws {
        if count < bounds.lowerBound {
            throw LabFailure(
                .tooFewBytes, nodes: connectedServers, section: "5.3",
                message: """
                    the cluster used \(count) bytes of traffic to \(purpose), which can't be done with fewer than \
                    \(bounds.lowerBound): each command must reach each follower in a message.
                    """,
                question: """
                    Servers are machines of their own: what one knows, another learns from messages only. Do they share a \
                    static variable, or does a message carry less than the command itself?
                    """)
        }
        let bound = bounds.upperBound
        guard count > bound else { return }
        throw LabFailure(
            .tooManyBytes, nodes: connectedServers, section: "5.3",
            message: """
                the cluster used \(count) bytes of traffic to \(purpose), \(bound) are allowed: a leader should send a \
                command to each follower only once.
                """,
            question: """
                Does nextIndex move on after a success, and is the same entry sent again while its first copy is still on the \
                way? Is what was learned from a reply kept, or overwritten by a copy from before an await?
                """)
    }

    // MARK: - Helpers

    /// Whether some running server is not in this term.
    public func hasTermOther(than term: Int) -> Bool {
        (0..<size).contains { server in status(of: server).map { $0.term != term } ?? false }
    }

    /// A random command of so many letters and digits.
    public func randomCommand(length: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let bytes = (0..<length).map { _ in letters[random(below: letters.count)] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
