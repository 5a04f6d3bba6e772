import Foundation

/// What a submission could leave behind: processes, files and mounts.
struct MachineState {
    private let mounts: Set<Substring>
    private let processes: Set<String>
    private let files: Set<String>

    /// As it is now. Others work on the machine, too, so of processes and files only those count that have the marks of graders
    /// or of cheats.
    init() {
        let manager = FileManager.default
        mounts = Set(((try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? "").split(separator: "\n"))
        let numbers = ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }
        processes = Set(
            numbers.filter { number in
                let words = manager.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
                let line = String(decoding: words, as: UTF8.self)
                return ["/bundle\0", "quorum-cheat", "987654"].contains(where: line.contains)
            })
        let home = NSHomeDirectory()
        let folders = ["/tmp", "/var/tmp", "/dev/shm", home, ".", "Labs", ".build", ".build/grade"]
        files = Set(
            folders.flatMap { folder in
                ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix("quorum-cheat") }
                    .map { "\(folder)/\($0)" }
            })
    }

    /// What is there now and wasn't before; nil if nothing is.
    func problem(since before: MachineState) -> String? {
        let left =
            mounts.symmetricDifference(before.mounts).map(String.init)
            + processes.subtracting(before.processes)
            .map { "process \($0)" } + files.subtracting(before.files)
        return left.isEmpty ? nil : "it left behind: \(left.sorted().joined(separator: ", "))"
    }
}
