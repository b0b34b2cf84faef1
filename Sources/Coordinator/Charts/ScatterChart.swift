/// Pairs of values: forecast against truth, or the reliability of a probability.
public struct ScatterChart: Chart, Equatable {
    /// Points of one kind.
    public struct Points: Sendable, Equatable {
        var name: String
        var x: [Double]
        var y: [Double]
        var weights: [Double]?
        var isJoined: Bool

        /// Points of one kind; a pair with a NaN is left out.
        ///
        /// - Parameters:
        ///   - name: What the key calls them.
        ///   - x: One value for each point.
        ///   - y: One value for each point.
        ///   - weights: How much each stands for, drawn as area; `nil` draws all alike and small.
        ///   - isJoined: Whether a line joins them in their order, as in a reliability diagram.
        /// - Precondition: All are of equal length.
        public init(_ name: String, x: [Double], y: [Double], weights: [Double]? = nil, isJoined: Bool = false) {
            precondition(x.count == y.count && weights.map { $0.count == x.count } ?? true, "ragged points")
            (self.name, self.x, self.y, self.weights, self.isJoined) = (name, x, y, weights, isJoined)
        }
    }

    /// The heading.
    public var title: String
    /// A sentence for readers who cannot see the picture.
    public var description: String
    /// The horizontal axis.
    public var xAxis: Axis
    /// The vertical axis.
    public var yAxis: Axis
    /// The points, drawn in order.
    public var points: [Points]
    /// Whether the line on which both values are equal is drawn, named by ``diagonalName``.
    public var hasDiagonal: Bool
    /// What the key calls the diagonal.
    public var diagonalName: String
    /// The picture's width and height, in pixels.
    public var size: (width: Double, height: Double) {
        get { (width, height) }
        set { (width, height) = (max(120, newValue.width), max(100, newValue.height)) }
    }

    private var width = 460.0
    private var height = 420.0

    /// Describes a chart of pairs.
    public init(
        title: String,
        description: String = "",
        xAxis: Axis = Axis(),
        yAxis: Axis = Axis(),
        points: [Points] = [],
        hasDiagonal: Bool = false,
        diagonalName: String = "equal"
    ) {
        self.title = title
        self.description = description
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.points = points
        self.hasDiagonal = hasDiagonal
        self.diagonalName = diagonalName
    }

    /// The picture; see ``Chart/svg()``.
    public func svg() -> String {
        let shared = hasDiagonal && xAxis.range == nil && yAxis.range == nil && xAxis.kind == yAxis.kind
        let all = points.flatMap(\.x) + points.flatMap(\.y)
        let xScale = Scale(xAxis, holding: shared ? all : points.flatMap(\.x), includesZero: true)
        let yScale = Scale(yAxis, holding: shared ? all : points.flatMap(\.y), includesZero: true)
        let frame = Frame(
            title: title,
            description: description,
            size: size,
            legend: legend,
            xTicks: xScale.ticks(atMost: max(2, Int(size.width / 70))).map { (xScale.share(of: $0.value), $0) },
            yTicks: yScale.ticks(atMost: max(2, Int(size.height / 50))).map { (yScale.share(of: $0.value), $0) },
            xTitle: xAxis.title,
            yTitle: yAxis.title
        )
        var marks: [String] = []
        if hasDiagonal {
            let from = max(xScale.lower, yScale.lower)
            let to = min(xScale.upper, yScale.upper)
            let ends = [from, to].map { frame.point(frame.x(xScale.share(of: $0)), frame.y(yScale.share(of: $0))) }
            marks.append(#"<path class="diagonal" d="M\#(ends.joined(separator: "L"))"/>"#)
        }
        for (index, group) in points.enumerated() {
            marks += draw(group, color: index % Palette.seriesCount, frame, xScale, yScale)
        }
        return frame.svg(marks: marks.joined(separator: "\n"))
    }

    private var legend: [LegendEntry] {
        let groups = points.enumerated().map { index, group in
            LegendEntry(symbol: .dot(classes: "f\(index % Palette.seriesCount)"), name: group.name)
        }
        let diagonal = LegendEntry(symbol: .line(classes: "diagonal"), name: diagonalName)
        return (groups + (hasDiagonal ? [diagonal] : [])).filter { !$0.name.isEmpty }
    }

    private func draw(_ group: Points, color: Int, _ frame: Frame, _ xScale: Scale, _ yScale: Scale) -> [String] {
        var seen: Set<[Int]> = []
        var marks: [String] = []
        var path: [String] = []
        let heaviest = group.weights?.lazy.filter(\.isFinite).max() ?? 0
        for index in group.x.indices {
            let x = frame.x(xScale.share(of: group.x[index]))
            let y = frame.y(yScale.share(of: group.y[index]))
            guard x.isFinite, y.isFinite, x.magnitude < 1e6, y.magnitude < 1e6 else {
                continue
            }
            path.append(frame.point(x, y))
            var radius = 2.2
            if let weight = group.weights?[index] {
                radius = heaviest > 0 && weight > 0 ? 3 + 9 * (weight / heaviest).squareRoot() : 2
            } else if !seen.insert([Int(x.rounded()), Int(y.rounded())]).inserted {
                // Of points on the same pixel one is enough.
                continue
            }
            let center = #"cx="\#(NumberText.pixel(x))" cy="\#(NumberText.pixel(y))" r="\#(NumberText.pixel(radius))""#
            marks.append(#"<circle class="dot f\#(color)" \#(center)/>"#)
        }
        if group.isJoined, path.count > 1 {
            marks.append(#"<path class="line s\#(color)" d="M\#(path.joined(separator: "L"))"/>"#)
        }
        return marks
    }
}
