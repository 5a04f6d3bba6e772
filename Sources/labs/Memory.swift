import Foundation

/// How much memory processes took, as the operating system counts it.
enum Memory {
    enum Whose { case this, children }

    /// The most that this process, or any child of it that has ended, ever held, in megabytes.
    static func peakMegabytes(of whose: Whose) -> Double {
        var usage = rusage()
        #if os(Linux)
            let who = whose == .this ? RUSAGE_SELF.rawValue : RUSAGE_CHILDREN.rawValue
            getrusage(__rusage_who_t(who), &usage)
            return Double(usage.ru_maxrss) / 1024
        #else
            getrusage(whose == .this ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage)
            return Double(usage.ru_maxrss) / 1_048_576
        #endif
    }

    /// The processor time that this process has taken, or all children of it that have ended.
    static func processorSeconds(of whose: Whose) -> Double {
        var usage = rusage()
        #if os(Linux)
            let who = whose == .this ? RUSAGE_SELF.rawValue : RUSAGE_CHILDREN.rawValue
            getrusage(__rusage_who_t(who), &usage)
        #else
            getrusage(whose == .this ? RUSAGE_SELF : RUSAGE_CHILDREN, &usage)
        #endif
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Begins a new peak of this process at what it holds now.
    /// - Returns: whether the operating system can do that.
    static func forgetPeak() -> Bool {
        #if os(Linux)
            // proc(5): "5" resets the peak resident set size.
            let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs")
            return (try? file?.write(contentsOf: Data("5".utf8))) != nil
        #else
            return false
        #endif
    }

    /// The most bytes that this process held since its peak was forgotten, or ever.
    static var peak: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        return kilobytes.map { $0 * 1024 } ?? Int(peakMegabytes(of: .this) * 1_048_576)
    }
}
