import Harness
import LabKit
import LabRPC
import Simulation

// Safety: whatever a scenario does, after every step and at every message the servers are held to Raft's rules.

extension RaftCluster {
    // MARK: - Every step

    func watchServers() {
        world.simulator.didStep = { [weak self] in self?.didStep($0) }
        world.network.observer = self
    }

    private func didStep(_ machine: Machine) {
        guard machine.isRunning else { return stepWithoutPowerIsOver() }
        guard monitor != nil || crasher.isArmed, isServer(machine.number), let probe = probes[machine.number],
            probe.machine === machine
        else { return }
        look(at: machine.number, probe, handling: takeRequest(of: machine.number))
        checkSnapshotOnDisk(of: machine.number, probe)
        if hasSent[machine.number] != .nothing { rememberWhatWasSent(by: machine.number) }
        if crasher.isArmed { crasher.server(machine.number, didStepIn: self) }
    }

    private func isServer(_ number: Int) -> Bool { number >= 0 && number < size }

    /// A server has lost its power in the step that is over. Nothing of that step counts, for nobody will ever hear of it,
    /// but what it saved before may lack what it was about to replace.
    func stepWithoutPowerIsOver() {
        guard let (server, probe) = fallen else { return }
        fallen = nil
        monitor?.powerDidFail(on: server, probe.state(), logTerm: probe.logTerm)
    }

    /// A snapshot that was saved in the step that is over must be the one that the log begins with.
    private func checkSnapshotOnDisk(of number: Int, _ probe: RaftProbe) {
        guard snapshotInterval != nil, monitor != nil, let bytes = disks[number].takeNewSnapshot() else { return }
        check { (_) throws(LabFailure) in
            try applied.checkSaved(bytes, at: probe.state().snapshotIndex, on: number)
        }
    }

    /// From now on a server must remember what it said, even if it crashes: now and then that is tried.
    private func rememberWhatWasSent(by number: Int) {
        let isReply = hasSent[number] == .reply
        hasSent[number] = .nothing
        check { (monitor) throws(LabFailure) in
            monitor.didSend(from: number, isReply: isReply)
            guard monitor.isTrialDue(for: number, chance: { trialChoices.chance($0) }) else { return }
            let platform = world.bootForTrial(number, storage: disks[number].storage)
            defer { platform.machine.crash() }
            let trial = RaftProbe(makeServer(number, on: platform) { _ in }.raft, on: platform, in: world)
            try monitor.checkTrial(of: number, trial.state(), logTerm: trial.logTerm)
            // Reading a long log back takes time, so an old disk with a short one is kept.
            if trial.state().lastIndex <= 50 { outside.remember(number, disks[number].storage, trial.state()) }
        }
    }

    /// Holds a server to the rules, as it is now.
    func look(
        at number: Int, _ probe: RaftProbe, isRestart: Bool = false, handling request: FalseLeader.Request? = nil
    ) {
        guard monitor != nil else { return }
        let state = probe.state()
        check { (monitor) throws(LabFailure) in
            try monitor.look(
                at: number, state, isRestart: isRestart, seconds: world.seconds, handling: request,
                logTerm: probe.logTerm)
        }
    }

    /// The request that a server has begun to handle in the step that is over; nil if there is none.
    private func takeRequest(of server: Int) -> FalseLeader.Request? {
        guard let (receiver, step, request) = handled else { return nil }
        handled = nil
        return receiver == server && step == world.simulator.steps ? request : nil
    }

    /// What `inspect` reports must be what `status` says: all checks rest on it.
    func expectTruth(of server: Int, _ status: (term: Int, isLeader: Bool), _ state: RaftState) {
        guard status.isLeader != (state.role == .leader) || status.term != state.term else { return }
        world.fail(
            LabFailure(
                .misuse, nodes: [server], term: status.term,
                message: """
                    S\(server)'s status() says that it \(status.isLeader ? "leads" : "does not lead") and is in term \
                    \(status.term), but its inspect() reports a \(state.role.rawValue) in term \(state.term). The checks rest \
                    on inspect(): let it report the server's own variables (HANDOUT.md, chapter 5).
                    """,
                question: "Are status() and inspect() answered from the same variables, as they are now?"))
    }

    /// Asks the monitor, if there is one; a violation ends the run.
    func check(_ body: (inout SafetyMonitor) throws(LabFailure) -> Void) {
        guard monitor != nil else { return }
        do throws(LabFailure) {
            try body(&monitor!)
        } catch {
            world.fail(error)
        }
    }
}

// MARK: - Every message

extension RaftCluster: NetworkObserver {
    /// A message leaves a server. What it rests on is looked at when the step that sent it is over.
    public func messageDidLeave(_ server: Int, isReply: Bool) {
        guard isServer(server) else { return }
        if isReply { crasher.serverDidReply(server) }
        hasSent[server] = max(hasSent[server], isReply ? .reply : .request)
    }

    /// A request reaches a server, whose term its answer will tell.
    /// - Returns: the term.
    public func requestDidArrive(at server: Int) -> Int {
        // Not 'guard let monitor': that would copy all of it.
        isServer(server) ? monitor?.cluster.servers[server].state.term ?? 0 : 0
    }

    /// A server begins to handle a request.
    public func handlerWillBegin(
        at machine: Int, from caller: Int, _ method: any Method.Type, arguments: [UInt8]
    ) {
        guard monitor != nil, isServer(machine), isServer(caller), machine != caller else { return }
        let request = FalseLeader.Request(sender: caller, method: method) {
            (method as? any LabelledMethod.Type)?.terms(in: arguments) ?? []
        }
        handled = (machine, world.simulator.steps, request)
        lastHeard[machine, default: [:]][caller] = world.seconds
    }

    /// A reply reaches a server, and with it a term.
    public func replyDidArrive(at machine: Int, from server: Int, stamp: Int) {
        guard isServer(machine) else { return }
        monitor?.replyDidArrive(at: machine, from: server, term: stamp, seconds: world.seconds)
    }
}
