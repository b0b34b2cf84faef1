extension LineChart {
    func draw(_ bound: Bound, _ frame: Frame, _ yScale: Scale, _ marks: inout [String], _ notes: inout [String]) {
        let share = yScale.share(of: bound.value)
        guard share > -0.001, share < 1.001 else {
            return
        }
        let y = frame.y(share)
        marks.append(#"<path class="bound" d="M\#(frame.point(frame.left, y))H\#(NumberText.pixel(frame.right))"/>"#)
        let above = y - 5 > frame.top + 10
        notes.append(
            frame.label(
                "\(bound.name) \(NumberText.significant(bound.value, digits: 4))",
                classes: "small end alarm halo",
                x: frame.right - 4,
                y: above ? y - 5 : y + 13
            )
        )
    }

    func draw(_ span: Span, _ frame: Frame, _ xScale: Scale, _ marks: inout [String], _ notes: inout [String]) {
        let from = max(0, xScale.share(of: span.x.lowerBound))
        let to = min(1, xScale.share(of: span.x.upperBound))
        guard from < to else {
            return
        }
        let (left, right) = (frame.x(from), frame.x(to))
        let box =
            #"x="\#(NumberText.pixel(left))" y="\#(NumberText.pixel(frame.top))" "#
            + #"width="\#(NumberText.pixel(right - left))" height="\#(NumberText.pixel(frame.bottom - frame.top))""#
        marks.append(#"<rect class="area f\#(span.color % Palette.seriesCount)" \#(box)/>"#)
        let text = Markup.shortened(span.name, to: right - left - 8, size: 11)
        if text.count > 1 || text == span.name {
            notes.append(frame.label(text, classes: "small faint halo", x: left + 4, y: frame.bottom - 6))
        }
    }

    /// Draws all events; names that would lie on each other go to lower rows, and beyond the third they are left out.
    func draw(
        _ markers: [Marker],
        _ frame: Frame,
        _ xScale: Scale,
        _ marks: inout [String],
        _ notes: inout [String]
    ) {
        var ends = [-Double.infinity, -Double.infinity, -Double.infinity]
        for marker in markers.sorted(by: { $0.x < $1.x }) {
            let share = xScale.share(of: marker.x)
            guard share >= 0, share <= 1 else {
                continue
            }
            let x = frame.x(share)
            let line = #"<path class="rule" d="M\#(frame.point(x, frame.top))V\#(NumberText.pixel(frame.bottom))"/>"#
            marks.append("<g><title>\(Markup.escaped(marker.detail))</title>\(line)</g>")
            let width = Markup.width(of: marker.name, size: 11)
            let start = x + 4 + width > frame.right ? x - 4 - width : x + 4
            guard let row = ends.firstIndex(where: { $0 < start }) else {
                continue
            }
            ends[row] = start + width + 4
            let y = frame.top + 12 + 14 * Double(row)
            notes.append(frame.label(marker.name, classes: "small halo", x: start, y: y))
        }
    }
}
