import Foundation

/// A program that is run for what it says.
enum Tool {
    /// Runs it, and waits for it.
    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - environment: variables to add.
    ///   - patience: after which it is ended.
    ///   - isGivenUp: whether nobody wants it any more.
    /// - Returns: how it ended, nil if it took too long, and all that it wrote to both streams, as far as 16 MB go.
    /// - Throws: `ChildProcess.Problem` if there is no such program.
    static func run(
        _ words: [String], environment: [String: String] = [:], in directory: String = "/",
        patience: Duration = .seconds(120), isGivenUp: () -> Bool = { false }
    ) throws -> (ending: ChildProcess.Ending?, output: String, peakMegabytes: Int) {
        let (nothing, output) = (try Descriptor.nothing(), try Descriptor.pipe())
        output.read.neverWaits()
        let inherited = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG"].contains($0.key) }
        let child = try ChildProcess(
            words, environment: inherited.merging(environment) { $1 }, in: directory,
            descriptors: [nothing.number, output.write.number, output.write.number])
        var text: [UInt8] = []
        let deadline = ContinuousClock.now + patience
        var isOver = false
        while !isOver {
            isOver = child.hasEnded()
            if !isOver { usleep(10_000) }
            let read = output.read.available(atMost: 1 << 20)
            if text.count < 16 << 20 { text += read }
            if ContinuousClock.now > deadline || isGivenUp() { break }
        }
        child.kill()
        child.killSession()
        return (isOver ? child.ending : nil, String(decoding: text, as: UTF8.self), child.peakMegabytes)
    }
}
