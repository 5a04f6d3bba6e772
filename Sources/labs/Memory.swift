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
}
