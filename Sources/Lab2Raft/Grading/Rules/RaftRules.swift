import Harness
import LabKit
import LabRPC
import Simulation

/// Holds the Raft servers of a group to the paper's rules: whatever a scenario does, after every step and at every message.
///
/// It sees what happens to the group and tells the monitor, which asks the rules. It knows no solution's types, so any
/// service with Raft inside can be held to the same rules.
package final class RaftRules: LifeObserver, StepObserver {
    private let names: [String]
    private let numbers: [Int]
    private let disks: [SimulatedDisk]
    private let world: World
    /// A look into a server that runs.
    private let probe: (_ server: Int) -> RaftProbe?
    /// A look into a server that is created on a copy of a disk, and gone when the look is over.
    private let tryStart: (_ server: Int, Storage, _ look: (RaftProbe) -> Void) -> Void

    /// A look into each server that runs.
    private(set) var probes: [RaftProbe?]
    /// Asks the rules; nil if nothing but the scenario is checked.
    private(set) var monitor: SafetyMonitor?
    /// Whether there is a monitor; to ask it itself may copy all of it.
    private(set) var areChecked: Bool
    private var outside: StateOutsideDisk
    /// Randomness of its own for what isn't the scenario's affair, so that neither disturbs the other.
    private var trialChoices: SeededGenerator
    private let trialShare: Double
    /// What each server has sent since its last step.
    private var hasSent: [Sent]
    /// When each server last began to handle a request of each other, in virtual seconds.
    private(set) var lastHeard: [Int: [Int: Double]] = [:]
    /// Which kinds of request carry a term, and so are Raft's.
    private var carryTerms: [ObjectIdentifier: Bool] = [:]
    /// The latest request that a server began to handle, and in which step of the simulation.
    private var handled: (server: Int, step: Int, request: Request)?
    /// The server that has lost its power in the step which is going on.
    private var fallen: (server: Int, probe: RaftProbe)?
    /// How far each leader was last seen to have committed, while somebody wants to crash leaders for it.
    private var commitIndexes: [Int: Int] = [:]

    /// Begins to hold a group's servers to the rules.
    /// - Parameters:
    ///   - group: the servers; none of them runs yet.
    ///   - stage: how far the solution is expected to be; nil to hold it to no rule.
    ///   - trials: how many of the trials that are due are held, from 0 to 1: creating a large server takes long.
    ///   - probe: how to look into a server.
    package init<Replica>(
        of group: ReplicaGroup<Replica>, stage: Stage?, trials: Double = 1,
        probe: @escaping (Replica, SimulatedPlatform) -> RaftProbe
    ) {
        trialShare = trials
        (names, numbers, disks, world) = (group.names, group.numbers, group.disks, group.world)
        self.probe = { [unowned group] in group.running[$0].map { probe($0.replica, $0.platform) } }
        tryStart = { [unowned group] server, storage, look in
            group.tryStart(server, on: storage) { look(probe($0, $1)) }
        }
        probes = Array(repeating: nil, count: group.size)
        monitor = stage.map { SafetyMonitor(names: group.names, stage: $0) }
        areChecked = stage != nil
        outside = StateOutsideDisk(names: group.names)
        trialChoices = SeededGenerator(seed: group.world.seed, purpose: "trials")
        hasSent = Array(repeating: .nothing, count: group.size)
        group.observeLives(by: self)
        group.observeSteps(by: self)
    }

    /// How many entries are known to be committed, by what the servers report.
    package var commitCount: Int { monitor?.cluster.committed.count ?? 0 }

    // MARK: - Lives

    /// On a disk that says less a server must know less: that is tried before it restarts.
    package func serverWillStart(_ server: Int) {
        guard monitor?.followsCrashes == true else { return }
        for sight in outside.disks(of: server) {
            tryStart(server, sight.storage) { trial in
                report { () throws(LabFailure) in
                    try outside.check(server, trial.state(), service: trial.service(), against: sight)
                }
            }
        }
    }

    package func serverDidStart(_ server: Int, isRestart: Bool) {
        guard let probe = probe(server) else { return }
        probes[server] = probe
        if monitor?.followsCrashes == true, !outside.knows(server) {
            outside.serverWasBorn(server, probe.state(), service: probe.service())
        }
        // A solution that saves nothing yet is beyond all rules after a crash.
        if isRestart, monitor?.followsCrashes == false { (monitor, areChecked) = (nil, false) }
        look(at: server, isRestart: isRestart)
        monitor?.serverDidStart(server, seconds: world.seconds)
    }

    package func serverWillLosePower(_ server: Int) { fallen = probes[server].map { (server, $0) } }

    package func serverDidCrash(_ server: Int) {
        probes[server] = nil
        hasSent[server] = .nothing
    }

    /// Nothing of the step counts in which a server lost its power, for nobody will ever hear of it. But what it saved
    /// before may lack what it was about to replace.
    package func stepWithoutPowerDidEnd() {
        guard let (server, probe) = fallen else { return }
        fallen = nil
        monitor?.powerDidFail(on: server, probe.state(), logTerm: probe.logTerm)
    }

    // MARK: - Steps

    package func serverDidStep(_ server: Int, isIsolated: Bool) {
        guard isIsolated else { return }
        if areChecked {
            look(at: server, handling: takeRequest(of: server))
            if hasSent[server] != .nothing { rememberWhatWasSent(by: server) }
        }
        if world.nemesis.crashAfterCommit > 0 { noteCommit(of: server) }
    }

    /// Holds a server to the rules, as it is now.
    private func look(at server: Int, isRestart: Bool = false, handling request: Request? = nil) {
        guard areChecked, let probe = probes[server] else { return }
        let state = probe.state()
        check { (monitor) throws(LabFailure) in
            try monitor.look(
                at: server, state, isRestart: isRestart, seconds: world.seconds, handling: request,
                logTerm: probe.logTerm)
        }
    }

    /// The request that a server has begun to handle in the step that is over; nil if there is none.
    private func takeRequest(of server: Int) -> Request? {
        guard let (receiver, step, request) = handled else { return nil }
        handled = nil
        return receiver == server && step == world.simulator.steps ? request : nil
    }

    /// From now on a server must remember what it said, even if it crashes: now and then that is tried.
    private func rememberWhatWasSent(by server: Int) {
        let isReply = hasSent[server] == .reply
        hasSent[server] = .nothing
        monitor?.didSend(from: server, isReply: isReply)
        let isDue = monitor?.isTrialDue(for: server) { trialChoices.chance($0 * trialShare) }
        guard isDue == true else { return }
        let storage = disks[server].storage
        tryStart(server, storage) { trial in
            check { (monitor) throws(LabFailure) in
                try monitor.checkTrial(of: server, trial.state(), logTerm: trial.logTerm)
            }
            // Reading a long log back takes time, so an old disk with a short one is kept.
            if trial.state().lastIndex <= 50 { outside.remember(server, storage, trial.state()) }
        }
    }

    private func noteCommit(of server: Int) {
        guard let state = probes[server]?.state(), state.role == .leader else { return }
        let before = commitIndexes.updateValue(state.commitIndex, forKey: server) ?? 0
        if state.commitIndex > before { world.nemesis.leaderDidCommit(on: numbers[server]) }
    }

    // MARK: - Commands

    /// A server has answered `start`, outside of all steps.
    func didSubmit(_ command: [UInt8], to server: Int, _ submission: Submission) {
        // First what it did, then what it said: who appends without leading promises other places, too. If its power failed,
        // the entry may be on the disk all the same, and a later life may commit it.
        if fallen == nil { look(at: server) } else { stepWithoutPowerDidEnd() }
        check { (monitor) throws(LabFailure) in try monitor.didSubmit(command, to: server, submission) }
    }

    /// A server has handed an entry to its service.
    /// - Throws: the violation.
    func didApply(_ command: [UInt8], index: Int, term: Int, by server: Int) throws(LabFailure) {
        try monitor?.didApply(command, index: index, term: term, by: server)
    }

    // MARK: - Messages

    /// What a message rests on is looked at when the step that sent it is over.
    package func messageDidLeave(_ server: Int, isReply: Bool) {
        hasSent[server] = max(hasSent[server], isReply ? .reply : .request)
    }

    package func handlerWillBegin(at server: Int, from caller: Int?, _ method: any Method.Type, arguments: [UInt8]) {
        guard areChecked, let caller, caller != server else { return }
        let request = Request(sender: caller, method: method) {
            (method as? any LabelledMethod.Type)?.terms(in: arguments) ?? []
        }
        handled = (server, world.simulator.steps, request)
        lastHeard[server, default: [:]][caller] = world.seconds
    }

    /// The term of a server, which its answer will tell, if the request is one of Raft's. A service may have requests of its own
    /// between the servers, such as one that hands on what a client asked: their answers tell no term.
    package func postmark(at server: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int? {
        guard areChecked, carriesTerm(method, arguments) else { return nil }
        return monitor!.cluster.servers[server].state.term
    }

    private func carriesTerm(_ method: any Method.Type, _ arguments: [UInt8]) -> Bool {
        let name = ObjectIdentifier(method)
        if let known = carryTerms[name] { return known }
        let carriesTerm = (method as? any LabelledMethod.Type)?.terms(in: arguments).isEmpty == false
        carryTerms[name] = carriesTerm
        return carriesTerm
    }

    package func replyDidArrive(at server: Int, from other: Int, postmark: Int) {
        monitor?.replyDidArrive(at: server, from: other, term: postmark, seconds: world.seconds)
    }

    // MARK: - Failures

    /// Asks the monitor, if there is one; a violation ends the run.
    private func check(_ body: (inout SafetyMonitor) throws(LabFailure) -> Void) {
        guard areChecked else { return }
        report { () throws(LabFailure) in try body(&monitor!) }
    }

    /// A violation ends the run. Rules know servers by their place in the group, the report by their machines.
    func report(_ body: () throws(LabFailure) -> Void) {
        do throws(LabFailure) {
            try body()
        } catch {
            var failure = error
            failure.nodes = failure.nodes.map { numbers[$0] }
            world.fail(failure)
        }
    }
}

/// What a server has sent.
private enum Sent: Int, Comparable {
    case nothing, request, reply

    static func < (left: Sent, right: Sent) -> Bool { left.rawValue < right.rawValue }
}
