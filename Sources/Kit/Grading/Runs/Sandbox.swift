import Foundation

/// How runs are kept from the machine: with the tools of util-linux, as far as this machine lets them.
package struct Sandbox: Sendable {
    private enum Isolation: Sendable {
        /// Namespaces, made by root.
        case ofRoot
        /// Namespaces, made by a user who may make one of users first.
        case ofUser
        /// None: a container or the kernel forbids them.
        case none
    }

    private let isolation: Isolation
    private let isRoot: Bool
    private let root: RuntimeRoot

    /// The layers that there are.
    package let layers: Set<Layer>

    /// What is missing, each in a sentence; empty if nothing is.
    package var gaps: [String] {
        Layer.allCases.filter { !layers.contains($0) }.map {
            "the layer '\($0.rawValue)' is missing here: not true that \($0.promise)"
        }
    }

    /// Tries what can be had on this machine.
    /// - Parameters:
    ///   - root: all that a run may see.
    ///   - bundle: graders built without a submission, to try it with.
    package init(root: RuntimeRoot, tryingWith bundle: String) {
        let isRoot = geteuid() == 0
        let kinds: [Isolation] = isRoot ? [.ofRoot, .none] : [.ofUser, .none]
        let found = kinds.first { Self(root, $0, isRoot: isRoot, layers: []).works(bundle) }
        let layers: Set<Layer> =
            switch found {
            case .ofRoot: Set(Layer.allCases)
            case .ofUser: [.processes, .network, .files, .limits]
            default: isRoot ? [.user, .limits] : [.limits]
            }
        self.init(root, found ?? .none, isRoot: isRoot, layers: found == nil ? [] : layers)
    }

    private init(_ root: RuntimeRoot, _ isolation: Isolation, isRoot: Bool, layers: Set<Layer>) {
        self.root = root
        self.isolation = isolation
        self.isRoot = isRoot
        self.layers = layers
    }

    private func works(_ bundle: String) -> Bool {
        guard
            var trial = try? Conversation(
                words(bundle: bundle, lane: 0, arguments: ["--list-tests"]), environment: Self.environment,
                order: Data())
        else { return false }
        let outcome = trial.finish(
            patience: .seconds(30), deadline: .now + .seconds(30), isGivenUp: { false }, take: { _ in false })
        return outcome.ending == .status(0)
    }

    // MARK: - Commands

    /// What every run finds in its environment: nothing of the grader's own.
    package static let environment = [
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "TZ": "UTC", "SWIFT_DETERMINISTIC_HASHING": "1",
    ]

    private static let namespaces = [
        "unshare", "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child=KILL",
    ]

    /// A run of its own root, of which nothing can be written. The shell stays, as the first process of the namespace: a
    /// process that is the first ignores the signals that it sends to itself.
    private static let script = """
        root=$1 bundle=$2; shift 2
        mount --bind "$root" "$root"
        mount --bind "$bundle" "$root/bundle"
        mount -o remount,bind,ro "$root/bundle"
        for name in null zero urandom; do mount --bind "/dev/$name" "$root/dev/$name"; done
        mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
        mount -o remount,bind,ro "$root"
        "$@"
        """

    private static let limits = [
        "prlimit", "--cpu=900", "--as=4294967296", "--fsize=0", "--nofile=64", "--core=0", "--nproc=128",
    ]

    /// The program that runs a bundle, and its arguments.
    /// - Parameters:
    ///   - lane: runs at the same time have numbers of their own, and with them users of their own.
    ///   - arguments: those of the bundle.
    package func words(bundle: String, lane: Int, arguments: [String]) -> [String] {
        let user = "\(Self.user(lane)):\(Self.user(lane))"
        let unprivileged = Self.limits + ["setpriv", "--no-new-privs"]
        switch isolation {
        case .ofRoot, .ofUser:
            let users = isRoot ? [] : ["--user", "--map-root-user"]
            let change = isRoot ? ["chroot", "--userspec=\(user)"] : ["chroot"]
            return Self.namespaces + users + ["sh", "-euc", Self.script, "sandbox", root.path, bundle] + unprivileged
                + change + [root.path, "/bundle"] + arguments
        case .none:
            let change = isRoot ? ["--reuid=\(Self.user(lane))", "--regid=\(Self.user(lane))", "--clear-groups"] : []
            return unprivileged + change + [bundle] + arguments
        }
    }

    /// The command that runs a compiler over source that nobody has looked at: without network, and so that all of its processes
    /// end with it, as far as this machine can do that.
    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - seconds: processor time that each process of it may take.
    package func words(building words: [String], seconds: Int) -> [String] {
        let limits = ["prlimit", "--cpu=\(seconds)", "--as=17179869184", "--fsize=1073741824", "--core=0"]
        let users = isRoot ? [] : ["--user", "--map-root-user"]
        return (isolation == .none ? [] : Self.namespaces + users + ["--mount-proc"]) + limits + words
    }

    /// Ends whatever a run left behind, where no namespace has done so.
    package func sweep(lane: Int) {
        guard isolation == .none, isRoot else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            var status = stat()
            guard let process = pid_t(name), stat("/proc/\(name)", &status) == 0, status.st_uid == Self.user(lane)
            else {
                continue
            }
            kill(process, SIGKILL)
        }
    }

    /// A user that nobody is: below the last that a container usually has, above those of systemd.
    private static func user(_ lane: Int) -> uid_t { uid_t(65_400 + lane % 64) }
}
