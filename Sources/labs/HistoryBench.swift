import Foundation
import Linearizability

/// How long the linearizability checker takes: for real histories, where they are at hand, and for made ones.
func histories() throws -> [Figure] {
    try realHistories() + madeHistories()
}

/// The files of `../shared/data`, or of the folder that QUORUM_HISTORIES names; nothing if there is no such folder.
private func realHistories() throws -> [Figure] {
    let path = ProcessInfo.processInfo.environment["QUORUM_HISTORIES"] ?? "../shared/data"
    guard FileManager.default.fileExists(atPath: path) else {
        print("note: there is no \(path), so no real histories are checked.")
        return []
    }
    let registers = try files(in: path + "/etcd").map { (name: $0.name, history: try JepsenRegisterLog.read($0.text)) }
    let stores = try files(in: path + "/kv").map { (name: $0.name, history: try JepsenKeyValueLog.read($0.text)) }
    let each = try registers.map { try checking($0.name, $0.history, CompareAndSetRegister()) }
    let all = Figure(name: "check \(each.count) histories of etcd", value: each.reduce(0) { $0 + $1.value }, unit: "ms")
    let slowest = each.max { $0.value < $1.value }
    return try [all] + (slowest.map { [$0] } ?? [])
        + stores.flatMap { store in
            [
                try checking(store.name, store.history, KeyValueModel()),
                try checking("\(store.name), no hints but the keys", store.history, Plain()),
            ]
        }
}

private func files(in folder: String) throws -> [(name: String, text: String)] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
        (name, try String(contentsOfFile: folder + "/" + name, encoding: .utf8))
    }
}

private func madeHistories() throws -> [Figure] {
    let few = MadeHistory(clients: 5, operations: 100_000)
    let many = MadeHistory(clients: 100, operations: 1_000_000)
    let mixed = MadeHistory(clients: 100, operations: 100_000)
    let log = MadeHistory(clients: 10, operations: 20_000)
    return [
        try checking("5 values, 5 clients, 100,000 operations", few.register(values: 5), CompareAndSetRegister()),
        try checking("unique values, 1,000,000 operations", many.register(values: .max), CompareAndSetRegister()),
        try checking("put, append, get, 100 clients, 100,000 operations", mixed.texts(puts: 20), KeyValueModel()),
        try checking("the same with a fault", mixed.texts(puts: 20, isFaulty: true), KeyValueModel()),
        try checking("append and get, 10 clients, 20,000 operations", log.texts(puts: 0, gets: 50), KeyValueModel()),
        try checking(
            "compare-and-set, 20 clients, 1,000 operations",
            MadeHistory(clients: 20, operations: 1000).compareAndSets(values: 5), CompareAndSetRegister()),
    ]
}

/// The median of five checks.
private func checking<Object: Model>(
    _ name: String, _ history: [ClientOperation<Object.Input, Object.Output>], _ model: Object
) throws -> Figure {
    let times = try (0..<5).map { _ in
        let clock = ContinuousClock()
        let start = clock.now
        if case .undecided = try check(history, model) { print("note: \(name) is undecided.") }
        return (clock.now - start) / .milliseconds(1)
    }
    return Figure(name: "check \(name)", value: times.sorted()[2], unit: "ms")
}

/// A user's model: what it must have, and the partitions.
private struct Plain: Model {
    let initialState = ""

    func step(_ state: String, _ input: KeyValueModel.Input, _ output: KeyValueModel.Output?) -> String? {
        KeyValueModel().step(state, input, output)
    }

    func partition(of input: KeyValueModel.Input) -> String { KeyValueModel().partition(of: input) }
}
