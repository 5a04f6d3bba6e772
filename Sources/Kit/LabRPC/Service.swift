import Simulation

/// A remote procedure as the network sees it: something with a name whose arguments and results are bytes that it can
/// explain to people.
public protocol Method {
    /// The name people read, for example `RequestVote`.
    static var name: String { get }
    /// The arguments in words; must cope with any bytes.
    static func describe(arguments: [UInt8]) -> String
    /// The reply in words; must cope with any bytes.
    static func describe(reply: [UInt8]) -> String
}

/// What answers requests at a server.
public protocol Service: AnyObject, Sendable {
    /// The actor on which requests of this kind are answered, if there is one: their tasks start there.
    func actor(for method: any Method.Type) -> (any Actor)?

    /// Answers one request, in a task of its own on the server's machine.
    /// - Parameters:
    ///   - method: the procedure that is called.
    ///   - arguments: its encoded arguments.
    /// - Returns: the encoded reply, or nil to stay silent: then the caller's call fails as if the reply were lost.
    func answer(_ method: any Method.Type, arguments: [UInt8]) async -> [UInt8]?
}

extension Service {
    /// No actor: handlers start on none.
    public func actor(for method: any Method.Type) -> (any Actor)? { nil }
}
