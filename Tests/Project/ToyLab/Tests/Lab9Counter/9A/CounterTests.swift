import Lab9Counter
import Lab9CounterGrading

/// Lab 9A: a server that counts.
final class CounterTests: LabTestCase {
    /// The server crashes now and then, and goes on where it was.
    func testCrashes() {
        counter(Counter.self, points: 10) { cluster in
            for _ in 0..<20 {
                for _ in 0...cluster.random(below: 3) { try cluster.increment() }
                cluster.restart()
                try cluster.check()
            }
        }
    }
}
