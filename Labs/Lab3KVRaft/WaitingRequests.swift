/// Commands that are in the log and wait to be executed.
///
/// 3A: an `AsyncStream` of one element is a way to wait for an answer that ends by itself when the machine crashes. Who
/// waits at an index must be told if something else is executed there, or the server stops leading.
struct WaitingRequests<Response: Sendable> {
    /// How many wait.
    var count: Int { 0 }
}
