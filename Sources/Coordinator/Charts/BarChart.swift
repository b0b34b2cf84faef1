/// Values of named things beside each other, such as an error at each horizon or the weight of each input.
public struct BarChart: Chart, Equatable {
    /// Which way the bars grow.
    public enum Direction: Sendable, Equatable {
        /// Upward, categories from left to right: for few categories, several bars each.
        case up
        /// To the right, categories from top to bottom: for long names.
        case right
    }

    /// One bar in each category.
    public struct Bars: Sendable, Equatable {
        var name: String
        var values: [Double]

        /// One bar in each category; NaN leaves a category without one.
        public init(_ name: String, values: [Double]) {
            (self.name, self.values) = (name, values)
        }
    }

    /// The heading.
    public var title: String
    /// A sentence for readers who cannot see the picture.
    public var description: String
    /// What the bars stand for, in order.
    public var categories: [String]
    /// The bars, one for each category.
    public var bars: [Bars]
    /// What the length of the bars means.
    public var valueAxis: Axis
    /// What the categories have in common, such as `horizon, s`.
    public var categoryTitle: String
    /// Which way the bars grow.
    public var direction: Direction

    /// Describes a chart of bars.
    ///
    /// - Precondition: Each of `bars` has one value for each category.
    public init(
        title: String,
        description: String = "",
        categories: [String],
        bars: [Bars],
        valueAxis: Axis = Axis(),
        categoryTitle: String = "",
        direction: Direction = .up
    ) {
        precondition(bars.allSatisfy { $0.values.count == categories.count }, "a bar for each category")
        self.title = title
        self.description = description
        self.categories = categories
        self.bars = bars
        self.valueAxis = valueAxis
        self.categoryTitle = categoryTitle
        self.direction = direction
    }

    /// The picture; see ``Chart/svg()``.
    ///
    /// Bars that grow to the right make it as tall as they need.
    public func svg() -> String {
        let scale = Scale(valueAxis, holding: bars.flatMap(\.values), includesZero: true)
        let valueTicks = scale.ticks(atMost: 7).map { (share: scale.share(of: $0.value), tick: $0) }
        let count = Double(max(1, categories.count))
        let categoryTicks = categories.enumerated().map { index, name in
            let share = (Double(index) + 0.5) / count
            let text = Markup.shortened(name, to: direction == .up ? 860 / count : 300, size: 12)
            return (share: direction == .up ? share : 1 - share, tick: Tick(value: share, label: text))
        }
        let isUp = direction == .up
        let frame = Frame(
            title: title,
            description: description,
            size: isUp ? (960, 320) : (960, 90 + count * (8 + 14 * Double(max(1, bars.count)))),
            legend: legend,
            xTicks: isUp ? categoryTicks : valueTicks,
            yTicks: isUp ? valueTicks : categoryTicks,
            xTitle: isUp ? categoryTitle : valueAxis.title,
            yTitle: isUp ? valueAxis.title : categoryTitle,
            grid: isUp ? .horizontal : .vertical
        )
        var marks: [String] = []
        var notes: [String] = []
        let base = min(max(scale.kind == .logarithmic ? 0 : scale.share(of: 0), 0), 1)
        for (series, group) in bars.enumerated() {
            for (category, value) in group.values.enumerated() {
                let share = min(max(scale.share(of: value), 0), 1)
                guard share.isFinite else {
                    continue
                }
                let thickness = 0.76 / count / Double(bars.count)
                let start = (Double(category) + 0.12) / count + Double(series) * thickness
                draw(
                    (value, share, base),
                    across: start...(start + thickness),
                    color: series % Palette.seriesCount,
                    frame,
                    &marks,
                    &notes
                )
            }
        }
        return frame.svg(marks: marks.joined(separator: "\n"), notes: notes.joined(separator: "\n"))
    }

    private var legend: [LegendEntry] {
        bars.count < 2
            ? []
            : bars.enumerated().map { index, group in
                LegendEntry(symbol: .area(classes: "f\(index % Palette.seriesCount)"), name: group.name)
            }
    }

    private func draw(
        _ bar: (value: Double, share: Double, base: Double),
        across: ClosedRange<Double>,
        color: Int,
        _ frame: Frame,
        _ marks: inout [String],
        _ notes: inout [String]
    ) {
        let (low, high) = (min(bar.share, bar.base), max(bar.share, bar.base))
        let isUp = direction == .up
        let left = isUp ? frame.x(across.lowerBound) : frame.x(low)
        let right = isUp ? frame.x(across.upperBound) : frame.x(high)
        let top = isUp ? frame.y(high) : frame.y(1 - across.lowerBound)
        let bottom = isUp ? frame.y(low) : frame.y(1 - across.upperBound)
        let text = NumberText.significant(bar.value)
        let box =
            #"x="\#(NumberText.pixel(left))" y="\#(NumberText.pixel(top))" "#
            + #"width="\#(NumberText.pixel(max(0.5, right - left - 1)))" "#
            + #"height="\#(NumberText.pixel(max(0.5, bottom - top - (isUp ? 0 : 1))))""#
        marks.append(#"<rect class="f\#(color)" \#(box)><title>\#(text)</title></rect>"#)
        if isUp, right - left >= Markup.width(of: text, size: 11) {
            let y = max(frame.top + 10, top - 4)
            notes.append(frame.label(text, classes: "small middle halo", x: (left + right) / 2, y: y))
        } else if !isUp {
            let fits = right + 6 + Markup.width(of: text, size: 11) < frame.right
            let x = fits ? right + 4 : right - 6
            notes.append(
                frame.label(text, classes: fits ? "small halo" : "small end halo", x: x, y: (top + bottom) / 2 + 4)
            )
        }
    }
}
