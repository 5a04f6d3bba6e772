/// Which commands were executed already.
///
/// 3A: what must it remember of each client, and for how long? 3B: it is part of what a snapshot holds.
struct DuplicateTable<Response: Codable & Sendable>: Codable, Sendable {
}
