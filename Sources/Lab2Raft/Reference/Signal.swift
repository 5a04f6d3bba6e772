/// Wakes a task that waits for work. Several signals before it wakes are one: it then does all there is.
struct Signal: Sendable {
    private let channel = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// Wakes the waiting task, or lets it not fall asleep next time.
    func raise() {
        channel.continuation.yield()
    }

    /// The signals, for the one task that waits: `for await _ in signal.raised`. It ends when that task is cancelled.
    var raised: AsyncStream<Void> { channel.stream }
}
