import Harness

/// What is committed stays committed: the commit index never shrinks, never points past the log, and nothing up to it
/// is removed (Figure 2, section 5.3).
///
/// In CCF's ccfraft.tla: `MonotonicCommitIndexProp`.
struct MonotonicCommitIndex: Rule {
    static let sources = [Source(paper: "5.3", specification: "MonotonicCommitIndexProp (CCF)", finds: .commitWentBack)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (before, after) = (change.before, change.after)
        if !change.isRestart, !change.removedTerms.isEmpty, let index = change.firstChangedIndex,
            index <= before.commitIndex
        {
            throw LabFailure(
                .commitWentBack, nodes: [change.server], term: after.term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)) removed or replaced the entry at index \(index), although it had \
                    counted everything up to \(before.commitIndex) as committed.
                    """,
                question: """
                    Requests come late and twice. A follower removes entries only from the first one that conflicts with \
                    the request, not whatever follows prevLogIndex (Figure 2, AppendEntries step 3): is that so?
                    """)
        }
        if !change.isRestart, after.commitIndex < before.commitIndex {
            throw LabFailure(
                .commitWentBack, nodes: [change.server], term: after.term, index: after.commitIndex, section: "5.3",
                message: """
                    \(cluster.name(change.server))'s commit index went from \(before.commitIndex) back to \
                    \(after.commitIndex).
                    """,
                question: """
                    A request that was late carries an older leaderCommit: is commitIndex raised only if leaderCommit is \
                    greater (Figure 2, AppendEntries step 5), and is a request of an older term refused before that?
                    """)
        }
        if after.commitIndex > after.lastIndex {
            throw LabFailure(
                .commitWentBack, nodes: [change.server], term: after.term, index: after.commitIndex, section: "5.3",
                message: """
                    \(cluster.name(change.server))'s commit index is \(after.commitIndex), but its log ends at index \
                    \(after.lastIndex).
                    """,
                question: """
                    A follower may lag behind the leader: does it take min(leaderCommit, index of last new entry)? (If it \
                    does, does inspect() report where the log ends?)
                    """)
        }
    }
}
