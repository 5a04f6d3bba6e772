import Foundation

/// How a score sheet is written.
package enum SheetFormat: String, CaseIterable, Sendable {
    case text, json

    /// The sheet as a file of this format.
    package func render(_ sheet: ScoreSheet) throws -> Data {
        switch self {
        case .text: Data(TextSheet.render(sheet).utf8)
        case .json: try JSONSheet.render(sheet)
        }
    }
}
