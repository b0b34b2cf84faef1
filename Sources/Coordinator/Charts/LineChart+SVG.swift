extension LineChart {
    /// The picture; see ``Chart/svg()``.
    public func svg() -> String {
        let xValues = lines.flatMap(\.x) + bands.flatMap(\.x) + spans.flatMap { [$0.x.lowerBound, $0.x.upperBound] }
        let x = Scale(xAxis, holding: xValues + markers.map(\.x), includesZero: false)
        let xTight = xAxis.kind == .number && xAxis.range == nil ? tight(xValues) : nil
        let xScale = xTight.map { Scale(Axis(kind: .number, range: $0), holding: [], includesZero: false) } ?? x
        // On a logarithmic axis the lower edge of an interval may be near zero, far below all that matters.
        let edges = bands.flatMap { yAxis.kind == .logarithmic ? $0.upper : $0.lower + $0.upper }
        let yValues = lines.flatMap(\.y) + edges + bounds.map(\.value)
        let yScale = Scale(yAxis, holding: yValues, includesZero: true)
        let frame = Frame(
            title: title,
            description: description,
            size: size,
            legend: legend,
            xTicks: xScale.ticks(atMost: max(2, Int(size.width / 110))).map { (xScale.share(of: $0.value), $0) },
            yTicks: yScale.ticks(atMost: max(2, Int(size.height / 45))).map { (yScale.share(of: $0.value), $0) },
            xTitle: xAxis.title.isEmpty && xAxis.kind == .utc ? "UTC" : xAxis.title,
            yTitle: yAxis.title
        )
        var marks: [String] = []
        var notes: [String] = []
        for span in spans {
            draw(span, frame, xScale, &marks, &notes)
        }
        for band in bands {
            marks += draw(band, frame, xScale, yScale)
        }
        for (index, line) in lines.enumerated() {
            marks.append(draw(line, at: index, frame, xScale, yScale))
        }
        for bound in bounds {
            draw(bound, frame, yScale, &marks, &notes)
        }
        draw(markers, frame, xScale, &marks, &notes)
        return frame.svg(marks: marks.joined(separator: "\n"), notes: notes.joined(separator: "\n"))
    }

    private func tight(_ values: [Double]) -> ClosedRange<Double>? {
        let finite = values.filter(\.isFinite)
        guard let lowest = finite.min(), let highest = finite.max(), lowest < highest else {
            return nil
        }
        return lowest...highest
    }

    private func color(of line: Line, at index: Int) -> Int {
        (line.color ?? index) % Palette.seriesCount
    }

    private func classes(of line: Line, at index: Int) -> String {
        let dash =
            switch line.style {
            case .solid, .points: index >= Palette.seriesCount ? " dashed" : ""
            case .dashed: " dashed"
            case .dotted: " dotted"
            }
        return "line s\(color(of: line, at: index))\(dash)"
    }

    private var legend: [LegendEntry] {
        let ofLines = lines.enumerated().map { index, line in
            line.style == .points
                ? LegendEntry(symbol: .dot(classes: "f\(color(of: line, at: index))"), name: line.name)
                : LegendEntry(symbol: .line(classes: classes(of: line, at: index)), name: line.name)
        }
        let ofBands = bands.map { band in
            LegendEntry(symbol: .area(classes: "band f\(band.color % Palette.seriesCount)"), name: band.name)
        }
        return (ofLines + ofBands).filter { !$0.name.isEmpty }
    }

    private func draw(_ line: Line, at index: Int, _ frame: Frame, _ xScale: Scale, _ yScale: Scale) -> String {
        let points = zip(line.x, line.y).lazy.map { x, y in
            (x: frame.x(xScale.share(of: x)), y: frame.y(yScale.share(of: y)))
        }
        let runs = Thinning.runs(points, gap: pixels(ofStep: frame, xScale))
        let color = color(of: line, at: index)
        // A run of one point has no length; as a point it is still seen.
        let dots = line.style == .points ? runs.flatMap(\.self) : runs.filter { $0.count == 1 }.flatMap(\.self)
        var parts = dots.map { point in
            let center = #"cx="\#(NumberText.pixel(point.x))" cy="\#(NumberText.pixel(point.y))""#
            return #"<circle class="f\#(color)" \#(center) r="\#(line.style == .points ? "2.5" : "1.2")"/>"#
        }
        if line.style != .points {
            let path = runs.filter { $0.count > 1 }.map { run in
                "M" + run.map { frame.point($0.x, $0.y) }.joined(separator: "L")
            }
            if !path.isEmpty {
                parts.append(#"<path class="\#(classes(of: line, at: index))" d="\#(path.joined())"/>"#)
            }
        }
        return parts.joined(separator: "\n")
    }

    private func draw(_ band: Band, _ frame: Frame, _ xScale: Scale, _ yScale: Scale) -> [String] {
        // Both edges must break at the same places: a value that is missing in one is missing in both.
        let whole = band.x.indices.map { (band.lower[$0] + band.upper[$0]).isFinite }
        func edge(_ values: [Double]) -> [Thinning.Run] {
            let points = band.x.indices.lazy.map { index in
                let value = yScale.kind == .logarithmic ? max(values[index], yScale.lower) : values[index]
                let y = whole[index] ? frame.y(yScale.share(of: value)) : .nan
                return (x: frame.x(xScale.share(of: band.x[index])), y: y)
            }
            return Thinning.runs(points, gap: pixels(ofStep: frame, xScale))
        }
        return zip(edge(band.upper), edge(band.lower)).map { upper, lower in
            let outline = (upper + lower.reversed()).map { frame.point($0.x, $0.y) }.joined(separator: "L")
            return #"<path class="band f\#(band.color % Palette.seriesCount)" d="M\#(outline)Z"/>"#
        }
    }

    private func pixels(ofStep frame: Frame, _ xScale: Scale) -> Double {
        guard widestStep.isFinite, xScale.kind != .logarithmic else {
            return .infinity
        }
        return widestStep / (xScale.upper - xScale.lower) * (frame.right - frame.left) + 1e-6
    }
}
