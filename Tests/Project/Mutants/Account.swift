import LabKit

/// A file for `labs mutants --list`, with something for each operator.
actor Account {
    static let limit = 10

    nonisolated let node: Node
    private var balance: Int
    private var log: [Int] = []

    init(node: Node) {
        self.node = node
        balance = 0
    }

    var isEmpty: Bool { balance == 0 && log.isEmpty }

    func deposit(_ amount: Int) async -> Bool {
        guard amount > 0 else { return false }
        add(amount)
        return true
    }

    func withdraw(_ amount: Int) async -> Int {
        let paid = min(amount, balance)
        add(-paid)
        return balance < Self.limit ? paid : log[paid]
    }

    private func add(_ amount: Int) {
        balance += amount
        for _ in 1...amount where !isEmpty { log.append(amount) }
        log.sort()
    }
}
