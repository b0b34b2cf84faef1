/// What surrounds the marks of every chart: heading, key, grid, axes and their labels.
struct Frame {
    /// Which way the lines run that lead the eye from a value's label to the marks.
    enum Grid {
        case horizontal
        case vertical
    }

    let title: String
    let description: String
    let width: Double
    let height: Double
    let legend: [LegendEntry]
    let xTicks: [(share: Double, tick: Tick)]
    let yTicks: [(share: Double, tick: Tick)]
    let xTitle: String
    let yTitle: String
    let grid: Grid

    /// The rectangle in which the marks are drawn.
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double

    private let legendRows: [[LegendEntry]]

    init(
        title: String,
        description: String,
        size: (width: Double, height: Double),
        legend: [LegendEntry],
        xTicks: [(share: Double, tick: Tick)],
        yTicks: [(share: Double, tick: Tick)],
        xTitle: String,
        yTitle: String,
        grid: Grid = .horizontal
    ) {
        self.title = title
        self.description = description
        (width, height) = size
        self.legend = legend
        self.xTicks = xTicks.filter { $0.share > -1e-9 && $0.share < 1 + 1e-9 }
        self.yTicks = yTicks.filter { $0.share > -1e-9 && $0.share < 1 + 1e-9 }
        self.xTitle = xTitle
        self.yTitle = yTitle
        self.grid = grid

        let labelWidth = yTicks.map { 1.12 * Markup.width(of: $0.tick.label, size: 12) }.max() ?? 0
        left = min(14 + labelWidth + (yTitle.isEmpty ? 0 : 18), size.width * 0.45)
        right = size.width - 18
        legendRows = Self.rows(of: legend, within: right - left)
        top = (title.isEmpty ? 10 : 34) + 20 * Double(legendRows.count)
        let hasNotes = xTicks.contains { !$0.tick.note.isEmpty }
        bottom = size.height - 24 - (hasNotes ? 14 : 0) - (xTitle.isEmpty ? 0 : 18)
    }

    /// The horizontal pixel at a share of the width.
    func x(_ share: Double) -> Double { left + share * (right - left) }
    /// The vertical pixel at a share of the height, counted from the bottom.
    func y(_ share: Double) -> Double { bottom - share * (bottom - top) }

    /// The whole chart: `marks` are clipped to the plot, `notes` are drawn over it.
    func svg(marks: String, notes: String = "") -> String {
        let box = "\(NumberText.pixel(width)) \(NumberText.pixel(height))"
        let extent = "\(NumberText.pixel(right - left)) \(NumberText.pixel(max(1, bottom - top)))"
        // An inner `svg` clips its content without the need of a name that is unique on the page.
        let area =
            #"x="\#(NumberText.pixel(left))" y="\#(NumberText.pixel(top))" "#
            + #"width="\#(NumberText.pixel(right - left))" height="\#(NumberText.pixel(max(1, bottom - top)))""#
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 \(box)" \
            width="\(NumberText.pixel(width))" height="\(NumberText.pixel(height))">
            <title>\(Markup.escaped(title))</title>
            <desc>\(Markup.escaped(description))</desc>
            <style>\(Palette.chartStyle)</style>
            <rect class="back" width="100%" height="100%"/>
            \(heading)
            \(axes)
            <svg \(area) viewBox="\(NumberText.pixel(left)) \(NumberText.pixel(top)) \(extent)">
            \(marks)
            </svg>
            \(notes)
            </svg>

            """
    }

    private var heading: String {
        var parts: [String] = []
        if !title.isEmpty {
            let text = Markup.escaped(Markup.shortened(title, to: right - left, size: 15))
            parts.append(#"<text class="title" x="\#(NumberText.pixel(left))" y="22">\#(text)</text>"#)
        }
        for (row, entries) in legendRows.enumerated() {
            var x = left
            for entry in entries {
                parts.append(entry.svg(x: x, y: (title.isEmpty ? 12 : 38) + 20 * Double(row)))
                x += entry.width
            }
        }
        return parts.joined(separator: "\n")
    }

    private var axes: String {
        var parts: [String] = []
        for (share, tick) in yTicks {
            let y = y(share)
            if grid == .horizontal {
                parts.append(#"<path class="grid" d="M\#(point(left, y))H\#(NumberText.pixel(right))"/>"#)
            }
            parts.append(label(tick.label, classes: "end faint", x: left - 6, y: y + 4))
        }
        parts.append(#"<path class="grid axis" d="M\#(point(left, bottom))H\#(NumberText.pixel(right))"/>"#)
        for (share, tick) in xTicks {
            let x = x(share)
            if grid == .vertical {
                parts.append(#"<path class="grid" d="M\#(point(x, bottom))V\#(NumberText.pixel(top))"/>"#)
            }
            parts.append(#"<path class="grid axis" d="M\#(point(x, bottom))v4"/>"#)
            parts.append(label(tick.label, classes: "middle faint", x: x, y: bottom + 17))
            if !tick.note.isEmpty {
                parts.append(label(tick.note, classes: "middle small faint", x: x, y: bottom + 31))
            }
        }
        if !xTitle.isEmpty {
            parts.append(label(xTitle, classes: "middle", x: (left + right) / 2, y: height - 8))
        }
        if !yTitle.isEmpty {
            let middle = point(16, (top + bottom) / 2)
            parts.append(
                #"<text class="middle" transform="translate(\#(middle)) rotate(-90)">\#(Markup.escaped(yTitle))</text>"#
            )
        }
        return parts.joined(separator: "\n")
    }

    /// A piece of text at a pixel.
    func label(_ text: String, classes: String, x: Double, y: Double) -> String {
        let position = #"x="\#(NumberText.pixel(x))" y="\#(NumberText.pixel(y))""#
        return #"<text class="\#(classes)" \#(position)>\#(Markup.escaped(text))</text>"#
    }

    /// Two coordinates as a path wants them.
    func point(_ x: Double, _ y: Double) -> String { "\(NumberText.pixel(x)) \(NumberText.pixel(y))" }

    private static func rows(of entries: [LegendEntry], within width: Double) -> [[LegendEntry]] {
        var rows: [[LegendEntry]] = []
        var used = 0.0
        for entry in entries {
            if rows.isEmpty || used + entry.width > width {
                rows.append([])
                used = 0
            }
            rows[rows.count - 1].append(entry)
            used += entry.width
        }
        return rows
    }
}
