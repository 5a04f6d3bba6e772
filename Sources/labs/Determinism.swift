/// `labs determinism`: runs (test, seed) pairs all in one process, then each again in a process of its own while the
/// other cores are busy, and compares the digests of what happened.
func determinism(_ arguments: inout Arguments) throws {
    guard let bundle = try arguments.option("--graders") else {
        throw CommandError("--graders BUNDLE is missing.\n\(usage)", status: 2)
    }
    let text = try arguments.option("--pairs") ?? "200"
    guard let wanted = Int(text), wanted > 0 else {
        throw CommandError("--pairs \(text) is not a number of pairs; write a number from 1 on.", status: 2)
    }
    let lab = try arguments.option("--lab")
    try arguments.finish()
    let grader = Grader(bundle: bundle, lab: lab)
    let tests = Set(try grader.run(environment: ["LAB_SEEDS": "1"]).map(\.test)).count
    let seeds = (wanted + tests - 1) / tests
    // By seed first, so that cutting the list to size leaves out no test.
    let pairs = try grader.run(environment: ["LAB_SEEDS": "\(seeds)"])
        .sorted { ($0.seed, $0.test) < ($1.seed, $1.test) }.prefix(wanted)
    let load = Load()
    try load.during {
        for pair in pairs {
            let again = try grader.run(filter: pair.test, environment: ["LAB_SEED": "\(pair.seed)"])
            guard again.map(\.digest) == [pair.digest] else {
                throw CommandError(
                    "\(pair.test) with seed \(pair.seed) went differently: digest \(pair.digest), then "
                        + again.map(\.digest).joined(separator: ", ") + ".")
            }
        }
    }
    let covered = Set(pairs.map(\.test)).count
    print(
        "\(pairs.count) (test, seed) pairs of \(covered) tests ran again in fresh processes, with "
            + "\(load.cores == 1 ? "another core" : "\(load.cores) other cores") kept busy: all digests equal.")
}
