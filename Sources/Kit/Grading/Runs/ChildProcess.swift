import CSpawn
import Foundation

/// A program that this one started: in a session of its own, with the descriptors that it was given and no others.
package final class ChildProcess {
    /// How a program ended.
    package enum Ending: Equatable, Sendable {
        case status(Int32)
        case signal(Int32)
    }

    /// A program that could not be started.
    package struct Problem: Error {
        package let sentence: String
    }

    private let pid: pid_t
    /// How it ended; nil while it runs, or until somebody looks.
    package private(set) var ending: Ending?
    /// The most memory that it, or a child it waited for, held at a time; known when it has ended.
    package private(set) var peakMegabytes = 0
    /// The processor time that it and those took.
    package private(set) var processorSeconds = 0.0

    /// Starts a program.
    /// - Parameters:
    ///   - words: the program, looked for in PATH, and its arguments.
    ///   - environment: all variables that it gets.
    ///   - directory: where it runs.
    ///   - descriptors: what it finds open, from 0 on.
    /// - Throws: `Problem` if there is no such program, or no process to be had.
    package init(_ words: [String], environment: [String: String], in directory: String = "/", descriptors: [Int32])
        throws
    {
        // First out of the way of the numbers that they shall have.
        let sources = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, 64) }
        defer { for source in sources { close(source) } }
        var pid: pid_t = 0
        let problem = Self.withStrings(words) { arguments in
            Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
                quorum_spawn(&pid, sources, Int32(sources.count), directory, arguments, variables)
            }
        }
        guard problem == 0 else {
            throw Problem(sentence: "\(words[0]) can't be started: \(String(cString: strerror(problem))).")
        }
        self.pid = pid
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    /// Looks whether it has ended.
    package func hasEnded() -> Bool { ending != nil || wait(options: WNOHANG) }

    /// Ends it, and all of its session, whatever they do; returns when it is gone.
    package func kill() {
        guard ending == nil else { return }
        Foundation.kill(-pid, SIGKILL)
        Foundation.kill(pid, SIGKILL)
        while !wait(options: 0) {}
    }

    /// Kills what it left in its session.
    package func killSession() { Foundation.kill(-pid, SIGKILL) }

    private func wait(options: Int32) -> Bool {
        var (status, usage) = (Int32(0), rusage())
        guard wait4(pid, &status, options, &usage) == pid else { return false }
        // As <sys/wait.h> takes a status apart.
        ending = status & 0x7f == 0 ? .status((status >> 8) & 0xff) : .signal(status & 0x7f)
        peakMegabytes = usage.ru_maxrss / 1024
        processorSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
        }
        return true
    }
}
