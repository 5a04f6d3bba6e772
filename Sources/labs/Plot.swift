/// One line of a plot.
struct Curve {
    let name: String
    let values: [Double]
}

/// Curves over whole numbers, as a page with a drawing that needs nothing else.
struct Plot {
    let title: String
    let xName: String
    let yName: String
    let xs: [Int]
    let curves: [Curve]
    /// The largest value that can be; who reaches it may stand for more.
    let limit: Double

    private static let colours = ["#c0392b", "#2471a3", "#1e8449"]
    private static let (width, height, margin) = (640.0, 400.0, 60.0)

    private var top: Double { min(limit, (curves.flatMap(\.values).max() ?? 1) * 1.1) }

    private func x(_ place: Int) -> Double {
        Self.margin + (Self.width - 2 * Self.margin) * Double(place) / Double(max(1, xs.count - 1))
    }

    private func y(_ value: Double) -> Double {
        Self.height - Self.margin - (Self.height - 2 * Self.margin) * min(1, value / top)
    }

    /// The page.
    var page: String {
        """
        <!DOCTYPE html>
        <html lang="en"><meta charset="utf-8"><title>\(title)</title>
        <body style="font-family: sans-serif">
        <h1 style="font-size: 1.2em">\(title)</h1>
        <svg viewBox="0 0 \(Self.width) \(Self.height)" width="\(Self.width)" style="font-size: 12px">
        \(axes)
        \(curves.enumerated().map { line($1, Self.colours[$0 % Self.colours.count]) }.joined(separator: "\n"))
        \(curves.enumerated().map { legend($1, $0) }.joined(separator: "\n"))
        </svg>
        \(table)
        </body></html>

        """
    }

    private var axes: String {
        let bottom = Self.height - Self.margin
        let marks = xs.enumerated().map { place, number in
            "<text x=\"\(x(place))\" y=\"\(bottom + 18)\" text-anchor=\"middle\">\(number)</text>"
        }
        let levels = (0...4).map { step in
            let value = top * Double(step) / 4
            return
                "<text x=\"\(Self.margin - 8)\" y=\"\(y(value) + 4)\" text-anchor=\"end\">\(Int(value.rounded()))</text>"
                + "<path d=\"M\(Self.margin) \(y(value))H\(Self.width - Self.margin)\" stroke=\"#ddd\"/>"
        }
        return (levels + marks).joined(separator: "\n")
            + "\n<text x=\"\(Self.width / 2)\" y=\"\(Self.height - 15)\" text-anchor=\"middle\">\(xName)</text>"
            + "\n<text x=\"\(Self.margin)\" y=\"\(Self.margin - 15)\" text-anchor=\"middle\">\(yName)</text>"
    }

    private func line(_ curve: Curve, _ colour: String) -> String {
        let points = curve.values.enumerated().map { "\(x($0)),\(y($1))" }.joined(separator: " ")
        return "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>"
    }

    private func legend(_ curve: Curve, _ place: Int) -> String {
        let colour = Self.colours[place % Self.colours.count]
        return
            "<text x=\"\(Self.margin + 20)\" y=\"\(Self.margin + 16 * Double(place))\" fill=\"\(colour)\">\(curve.name)</text>"
    }

    private var table: String {
        let head = "<tr><th>\(xName)</th>" + curves.map { "<th>\($0.name)</th>" }.joined() + "</tr>"
        let rows = xs.enumerated().map { place, number in
            let cells = curves.map { "<td>\((($0.values[place] * 10).rounded() / 10))</td>" }.joined()
            return "<tr><td>\(number)</td>\(cells)</tr>"
        }
        return "<table style=\"text-align: right\">\n\(([head] + rows).joined(separator: "\n"))\n</table>"
    }
}
