import Foundation
import Linearizability
import XCTest

private typealias Entry = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>

/// The page, as far as it can be known without a browser.
final class PageTests: XCTestCase {
    private let nasty = [
        Entry(client: 1, input: .put(key: "</script>", value: "<img onerror=1>"), output: .done, call: 1, end: 2),
        Entry(client: 2, input: .get(key: "</script>"), output: .value("&<b>"), call: 3, end: 4),
    ]

    private func page(_ history: [Entry]) throws -> String {
        let model = KeyValueModel()
        return Explanation(of: try check(history, model), history, model, marks: [TimeMark(time: 2, text: "<cut>")])
            .page(title: "a <b> & \"c\"")
    }

    /// The data that its script reads.
    private func data(of page: String) throws -> [String: Any] {
        let start = try XCTUnwrap(page.range(of: "id=\"data\">")).upperBound
        let end = try XCTUnwrap(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
        let object = try JSONSerialization.jsonObject(with: Data(page[start..<end].utf8))
        return try XCTUnwrap(object as? [String: Any])
    }

    func testTextOfClientsIsEscaped() throws {
        let page = try page(nasty)
        XCTAssertTrue(page.contains("<title>a &lt;b&gt; &amp; &quot;c&quot;</title>"))
        for text in ["<img", "&<b>", "<cut>"] { XCTAssertFalse(page.contains(text), text) }
        // Its own two scripts end, and nothing else.
        XCTAssertEqual(page.components(separatedBy: "</script>").count, 3)
        XCTAssertEqual(try data(of: page)["keys"] as? [String], ["</script>"])
    }

    func testItNeedsNothingElse() throws {
        let page = try page(nasty)
        for text in ["http:", "https:", "src=", "<link", "@import", "import("] {
            XCTAssertFalse(page.contains(text), text)
        }
    }

    func testItHoldsTheEvidence() throws {
        let data = try data(of: page(nasty))
        XCTAssertEqual(data["core"] as? [Int], [1])
        XCTAssertEqual(data["stuck"] as? Int, 1)
        XCTAssertEqual(data["orders"] as? [[Int]], [[0]])
        XCTAssertEqual((data["operations"] as? [[Any]])?.count, 2)
    }

    func testPagesOfAnyVerdictAreTheSameAgain() throws {
        for history in [[], Array(nasty.prefix(1)), nasty] { XCTAssertEqual(try page(history), try page(history)) }
        XCTAssertTrue(Explanation(of: .undecided, nasty, KeyValueModel()).page(title: "").contains(">undecided<"))
    }
}
