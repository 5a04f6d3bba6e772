/// What came of one run of one test with one seed.
package struct RunResult: Sendable {
    /// The seed from which the run follows.
    package let seed: UInt64
    /// What was wrong; nil if the run passed.
    package var failure: LabFailure?
    /// Virtual seconds that the run took.
    package let virtualSeconds: Double
    /// Servers in the cluster.
    package let servers: Int
    /// Calls made.
    package let rpcs: Int
    /// Bytes that crossed the network.
    package let bytes: Int
    /// The highest index that was applied.
    package let commits: Int
    /// The fingerprint of all that happened.
    package let digest: String
    /// Steps that the simulation took: what the run cost, the same on every machine.
    package let steps: Int
    /// Real milliseconds that the run took; for information only.
    package let wallMilliseconds: Double
    /// The seed's choices, in words.
    package let options: String
    /// What people call the machines.
    package let names: MachineNames
    /// What else was odd and may explain the failure.
    package let hints: [String]
    /// Which paper the sections of failures are of.
    package let paper: String
    /// The part in which nothing is written yet, if that is why the run failed.
    package let beginning: Beginning?
    /// The last events that involve the servers of the failure; of a pass only if they were asked for.
    package var events: [String]
}

extension RunResult {
    /// What came of a run that is over.
    package init(
        seed: UInt64, failure: LabFailure?, world: World, _ figures: Figures, wall: Duration
    ) {
        let environment = LabEnvironment.current
        let isShown = failure != nil || (environment.events != nil && seed == environment.seeds[0])
        self.init(
            seed: seed, failure: failure, virtualSeconds: world.seconds, servers: figures.servers,
            rpcs: world.network.traffic.calls, bytes: world.network.traffic.bytes, commits: figures.commits,
            digest: world.simulator.trace.digest.description, steps: world.simulator.steps,
            wallMilliseconds: wall / .milliseconds(1),
            options: "\(figures.servers) servers, \(world.faults)",
            names: world.names,
            hints: failure == nil ? [] : world.hints,
            paper: figures.paper,
            beginning: failure?.isOfConduct == false
                ? figures.parts.first { world.unwritten.contains($0.part) && !figures.begun.contains($0) } : nil,
            events: isShown
                ? TraceReport.lastEvents(
                    environment.events, in: world.simulator.trace, names: world.names, about: failure?.nodes ?? [],
                    until: failure?.lastEvent) : [])
    }

    /// Compares this run with a second one of the same seed: runs that differ can't be trusted, replayed or graded.
    /// - Returns: this result, or if the runs differ one that failed.
    package func compared(with second: RunResult) -> RunResult {
        guard second.digest != digest else { return self }
        let outcome = (failure ?? second.failure).map { " One of the two runs failed: \($0.message)" } ?? ""
        var result = self
        var failure = LabFailure(
            .nondeterminism,
            message: """
                two runs of one seed went differently (digests \(digest) and \(second.digest)), so no failure can be \
                replayed. Look for what differs from run to run: SystemRandomNumberGenerator (Int.random without \
                'using: &node.random'), Date() and other real clocks, static variables that keep state between \
                runs.\(outcome)
                """)
        failure.virtualTime = min(virtualSeconds, second.virtualSeconds)
        result.failure = failure
        return result
    }
}
