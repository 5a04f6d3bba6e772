import Foundation

/// What a submission is asked: the tests, and what each is worth. It comes from a build without any submission, so that
/// no submission has a say in it.
package struct Exam: Codable, Equatable, Sendable {
    /// One test.
    package struct Test: Codable, Equatable, Sendable {
        /// `Target.Class/method`
        package let name: String
        package let points: Int

        /// - Parameters:
        ///   - name: `Target.Class/method`
        ///   - points: what it is worth.
        package init(name: String, points: Int) {
            self.name = name
            self.points = points
        }

        /// `Lab2A`: what the target, or the class of a hidden test, begins with; else the target.
        package var part: String {
            let names = name.prefix { $0 != "/" }.split(separator: ".").map(String.init)
            return names.lazy.compactMap { $0.prefixMatch(of: /Lab[0-9]+[A-Z]/) }.first.map { String($0.output) }
                ?? names.first ?? name
        }
    }

    package let tests: [Test]

    /// - Parameter tests: in the order in which people read of them.
    package init(tests: [Test]) {
        self.tests = tests
    }

    /// The points of all tests.
    package var points: Int { tests.reduce(0) { $0 + $1.points } }

    /// The tests of some labs or parts.
    /// - Parameter labs: such as `Lab2` or `Lab2A`; all labs if there are none.
    package func limited(to labs: [String]) -> Exam {
        labs.isEmpty ? self : Exam(tests: tests.filter { test in labs.contains { test.part.hasPrefix($0) } })
    }
}
