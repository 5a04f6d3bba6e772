import Harness

/// A rule that holds at all times, whatever fails: checked after every step that changed a server.
///
/// | Property | File | Paper | raft.tla |
/// |---|---|---|---|
/// | Election Safety | `ElectionSafety` | 5.2, Figure 3 | `ElectionSafety` |
/// | Leader Append-Only | `LeaderAppendOnly` | 5.3, Figure 3 | `PermittedLogChangesProp` (CCF) |
/// | Log Matching | `LogMatching` | 5.3, Figure 3 | `LogMatching` |
/// | Leader Completeness | `LeaderCompleteness` | 5.4.3, Figure 3 | `LeaderCompleteness` |
/// | State Machine Safety | `StateMachineSafety`, `AppliedLog` | 5.4.3, Figure 3 | `CommittedLogAppendOnlyProp` (CCF) |
/// | Entries come from the term's leader | `EntriesOfTheLeader` | 5.3 | `ClientRequest`, `HandleAppendEntriesRequest` |
/// | Monotonic terms | `MonotonicTerms` | 5.1 | `MonotonicTermProp`, `MonoLogInv` (CCF) |
/// | Newer terms are adopted | `TermExchange` | 5.1 | `UpdateTerm` |
/// | Monotonic commit index | `MonotonicCommitIndex` | 5.3, Figure 2 | `MonotonicCommitIndexProp` (CCF) |
/// | One vote a term | `OneVotePerTerm` | 5.2, Figure 2 | `VotesGrantedInv` |
/// | A vote goes to who asked for it | `VotesAreAsked` | 5.2, Figure 2 | `HandleRequestVoteRequest` |
/// | A leader has a majority's votes | `LeaderVotesQuorum` | 5.2 | `LeaderVotesQuorum` |
/// | Votes go to up-to-date candidates | `ElectionRestriction` | 5.4.1 | `MoreUpToDateCorrect` |
/// | Roles change as in Figure 4 | `RoleTransitions` | 5.1, 5.2, Figure 4 | `UpdateTerm` |
/// | Elections follow a time-out | `ElectionTimeout` | 5.2, Figure 2 | (no time there) |
/// | What is committed is on a majority, in the leader's term | `CommitRule` | 5.4.2, Figure 8 | `QuorumLogInv` |
/// | Snapshots stand for what is committed | `SnapshotRule` | 7 | (none there) |
/// | Nothing is acknowledged before it is durable | `Durability` | Figure 2, persistent state | `Restart` |
/// | Accepted commands stay what they are | `AcknowledgedCommands` | 5.3, 8 | `ClientRequest` |
///
/// Names without a source are those of Ongaro's specification and of the proofs that D. Ricketts added to it; CCF's
/// `ccfraft.tla` continues both.
protocol Invariant {
    /// Looks at one change.
    /// - Parameters:
    ///   - change: what a step did to a server.
    ///   - cluster: every server as last seen, this one already changed.
    /// - Throws: the violation.
    mutating func check(_ change: Change, in cluster: ClusterView) throws(LabFailure)
}
