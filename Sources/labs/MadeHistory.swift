import Linearizability
import Simulation

/// Histories of clients that ask one object at the same time, which answers at a moment within each operation.
struct MadeHistory {
    let clients: Int
    let operations: Int

    /// Reads and writes.
    /// - Parameter values: how many values there are; at least one for each operation if each is to be unique.
    func register(values: Int) -> [ClientOperation<CompareAndSetRegister.Input, CompareAndSetRegister.Output>] {
        var value: Int?
        return make { number, dice in
            if dice.next(below: 2) == 0 { return (.read, .value(value)) }
            let written = values > operations ? number : Int(dice.next(below: UInt64(values)))
            value = written
            return (.write(written), .done)
        }
    }

    /// Reads, and writes that compare first.
    func compareAndSets(values: Int) -> [ClientOperation<CompareAndSetRegister.Input, CompareAndSetRegister.Output>] {
        var value: Int?
        return make { _, dice in
            let (old, new) = (Int(dice.next(below: UInt64(values))), Int(dice.next(below: UInt64(values))))
            switch dice.next(below: 3) {
            case 0: return (.read, .value(value))
            case 1:
                value = new
                return (.write(new), .done)
            default:
                let isMatch = value == old
                if isMatch { value = new }
                return (.compareAndSet(old: old, new: new), .matched(isMatch))
            }
        }
    }

    /// Gets, appends and puts of one key, each of which writes something else.
    /// - Parameters:
    ///   - puts: one operation in so many is a put; none if it is 0.
    ///   - gets: one of the others in so many is a get.
    ///   - isFaulty: whether one of the last gets finds what one in the middle found.
    func texts(
        puts: Int, gets: Int = 2, isFaulty: Bool = false
    ) -> [ClientOperation<KeyValueModel.Input, KeyValueModel.Output>] {
        var value = ""
        var old = ""
        return make { number, dice in
            if number == operations / 2 { old = value }
            if puts > 0, dice.next(below: UInt64(puts)) == 0 {
                value = "x \(number) y"
                return (.put(key: "0", value: value), .done)
            }
            if dice.next(below: UInt64(gets)) == 0 {
                return (.get(key: "0"), .value(isFaulty && number > operations - 10 ? old : value))
            }
            value += "x \(number) y"
            return (.append(key: "0", value: "x \(number) y"), .done)
        }
    }

    private func make<Input, Output>(
        _ effect: (Int, inout SeededGenerator) -> (Input, Output)
    ) -> [ClientOperation<Input, Output>] {
        var dice = SeededGenerator(seed: 1)
        var clocks = Array(repeating: 0, count: clients)
        let moments = (0..<operations).map { number in
            let client = number % clients
            let call = clocks[client] + 1 + Int(dice.next(below: 100))
            let moment = call + Int(dice.next(below: 1000))
            clocks[client] = moment + Int(dice.next(below: 1000))
            return (moment: moment, client: client, call: call, end: clocks[client])
        }
        return moments.sorted { $0 < $1 }.enumerated().map { number, moment in
            let (input, output) = effect(number, &dice)
            return ClientOperation(
                client: moment.client, input: input, output: output, call: moment.call, end: moment.end)
        }
    }
}
