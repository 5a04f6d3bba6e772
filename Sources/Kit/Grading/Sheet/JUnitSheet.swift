import Foundation

/// A JUnit report. Readers differ: some know tests by `name` alone, drop those that are skipped, and ignore suites. So names are
/// unique, a test that wasn't run failed, and all is in one suite.
enum JUnitSheet {
    static func render(_ sheet: ScoreSheet) -> String {
        let failures = sheet.lines.count { !$0.isPassed }
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            "<testsuites>",
            #"  <testsuite name="\#(escaped(sheet.name))" tests="\#(sheet.lines.count)" failures="\#(failures)" errors="0" skipped="0">"#,
        ]
        for line in sheet.lines {
            let start =
                #"    <testcase name="\#(escaped(line.test.name))" classname="\#(escaped(line.test.part))" time="0""#
            guard let reason = sheet.reason(for: line) else {
                lines.append(start + "/>")
                continue
            }
            let kind = line.verdict?.failure?.kind ?? "notRun"
            lines.append(start + ">")
            lines.append(
                #"      <failure type="\#(escaped(kind))" message="\#(escaped(String(reason.prefix(200))))">\#(escaped(reason))</failure>"#
            )
            lines.append("    </testcase>")
        }
        lines += ["    <system-out>\(escaped(sheet.summary))</system-out>", "  </testsuite>", "</testsuites>", ""]
        return lines.joined(separator: "\n")
    }

    /// A text as XML takes it, in elements and in attributes.
    static func escaped(_ text: String) -> String {
        text.capped.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
            .replacingOccurrences(of: "\n", with: "&#10;")
    }
}
