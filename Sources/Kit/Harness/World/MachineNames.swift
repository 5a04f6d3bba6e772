/// What people call the machines of a run: `S2` is a server, `C0` a client. A cluster names its machines; the numbers are the
/// network's, in the order in which they were named.
package struct MachineNames: Sendable {
    /// The number of the machine that the test runs on.
    package static let tester = -1

    private var names: [String] = []
    private var servers: Set<Int> = []

    /// - Returns: the number of the new machine.
    package mutating func add(_ name: String, isServer: Bool) -> Int {
        if isServer { servers.insert(names.count) }
        names.append(name)
        return names.count - 1
    }

    /// Whether a machine is a server, and neither a client nor the test's own.
    package func isServer(_ number: Int) -> Bool { servers.contains(number) }

    /// The name of a machine; the test's own has a negative number.
    package subscript(number: Int) -> String {
        number < 0 ? "the test" : names.indices.contains(number) ? names[number] : "machine \(number)"
    }
}
