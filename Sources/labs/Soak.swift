import Foundation

/// `labs soak`: runs the graders over many seeds; nothing may fail, and memory may not grow with the seeds.
func soak(_ arguments: inout Arguments) throws {
    guard let bundle = try arguments.option("--graders") else {
        throw CommandError("--graders BUNDLE is missing.\n\(usage)", status: 2)
    }
    let text = try arguments.option("--seeds") ?? "2000"
    guard let seeds = Int(text), seeds >= 100 else {
        throw CommandError(
            "--seeds \(text) is not a number of seeds for this; write a number from 100 on, because memory grows during "
                + "the first few seeds.", status: 2)
    }
    let lab = try arguments.option("--lab")
    try arguments.finish()
    let grader = Grader(bundle: bundle, lab: lab)
    // A child's peak can be read only as the largest of all children so far, so the short run comes first.
    let few = seeds / 10
    try grader.run(environment: ["LAB_SEEDS": "\(few)"])
    let peakOfFew = Memory.peakMegabytes(of: .children)
    print("\(few) seeds: no failure, peak memory \(Int(peakOfFew)) MB")

    let clock = ContinuousClock()
    let start = clock.now
    let results = try grader.run(environment: ["LAB_SEEDS": "\(seeds)"])
    let peak = Memory.peakMegabytes(of: .children)
    let tests = Set(results.map(\.test)).count
    let seconds = Int((clock.now - start) / .seconds(1))
    print("\(seeds) seeds: no failure, peak memory \(Int(peak)) MB")
    print("\(results.count) runs of \(tests) tests in \(seconds) s")
    // A leak of one crashed server a run would multiply the peak; what grows a little are the lists of results.
    guard peak < 1.1 * peakOfFew + 4 else {
        throw CommandError("memory grew from \(Int(peakOfFew)) to \(Int(peak)) MB: something is never freed.")
    }
}
