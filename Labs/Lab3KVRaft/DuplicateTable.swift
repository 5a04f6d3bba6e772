/// Which commands were executed already.
///
/// 3A: what must it remember of each client, and for how long?
struct DuplicateTable<Response: Codable & Sendable>: Codable, Sendable {
    /// How many clients are in it.
    var count: Int { 0 }
}
