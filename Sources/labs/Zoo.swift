import Foundation

/// `labs zoo`: plants each patch of some folders in a copy of the reference and lets the graders hunt it. Bugs must be caught,
/// right solutions must not.
func zoo(_ arguments: inout Arguments) throws {
    let only = try arguments.option("--only")
    let json = try arguments.option("--json")
    let isAfresh = arguments.flag("--afresh")
    let isRelease = arguments.flag("--release")
    let folders = try arguments.rest()
    guard !folders.isEmpty else { throw CommandError("a FOLDER of patches is missing.\n\(usage)", status: 2) }
    var variants = try Variant.all(in: folders)
    if let only {
        variants = variants.filter { $0.name == only }
        guard !variants.isEmpty else { throw CommandError("there is no bug '\(only)' there.", status: 2) }
    }
    Interruption.watch()
    var keeper = ZooKeeper(configuration: isRelease ? "release" : "debug", isAfresh: isAfresh)
    var catches: [Catch] = []
    var (kept, isInterrupted) = (0, false)
    do {
        try keeper.hunt(variants) { hunted, isKept in
            catches.append(hunted)
            if isKept { kept += 1 }
            print(KillTable.row(hunted))
            fflush(nil)
        }
    } catch is Interruption.Notice {
        isInterrupted = true
    }
    print(KillTable.summary(catches, kept: kept))
    try writeJSON(catches, to: json)
    guard !isInterrupted else {
        throw CommandError(
            "interrupted: \(variants.count - catches.count) of \(variants.count) were not hunted yet; without --afresh, the "
                + "next hunt goes on there.", status: 130)
    }
    let wrong = catches.filter { !$0.isAsPromised }.map(\.bug)
    guard wrong.isEmpty else {
        throw CommandError(
            "not as they should be: \(wrong.joined(separator: ", ")). A bug that survives, or a right solution that fails, "
                + "means the graders must get better.")
    }
}
