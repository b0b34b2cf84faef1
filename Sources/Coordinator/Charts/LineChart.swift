/// Values along an axis, most often of time: lines, intervals, bounds, events and phases.
///
/// Any number of points may be given: those that would share a column of pixels are thinned to their extremes.
public struct LineChart: Chart, Equatable {
    /// How a line is drawn.
    public enum Style: Sendable, Equatable {
        /// A solid line.
        case solid
        /// A line of dashes.
        case dashed
        /// A line of dots.
        case dotted
        /// Single points, not joined.
        case points
    }

    /// Values in order; NaN is a gap and stays one.
    public struct Line: Sendable, Equatable {
        var name: String
        var x: [Double]
        var y: [Double]
        var style: Style
        var color: Int?

        /// A line through points.
        ///
        /// - Parameters:
        ///   - name: What the key calls it.
        ///   - x: Ascending, in the axis's numbers.
        ///   - y: One value for each `x`; NaN is a gap.
        ///   - style: How it is drawn.
        ///   - color: Which of the series colours it has; `nil` takes the next one.
        /// - Precondition: `x` and `y` are of equal length.
        public init(_ name: String, x: [Double], y: [Double], style: Style = .solid, color: Int? = nil) {
            precondition(x.count == y.count, "a line needs one y for each x")
            (self.name, self.x, self.y, self.style, self.color) = (name, x, y, style, color)
        }
    }

    /// The area between two lines, such as a forecast's interval.
    public struct Band: Sendable, Equatable {
        var name: String
        var x: [Double]
        var lower: [Double]
        var upper: [Double]
        var color: Int

        /// An area between two lines.
        ///
        /// - Parameters:
        ///   - name: What the key calls it.
        ///   - x: Ascending, in the axis's numbers.
        ///   - lower: One value for each `x`; NaN is a gap.
        ///   - upper: One value for each `x`; NaN is a gap.
        ///   - color: Which of the series colours it has.
        /// - Precondition: The three are of equal length.
        public init(_ name: String, x: [Double], lower: [Double], upper: [Double], color: Int = 0) {
            precondition(x.count == lower.count && x.count == upper.count, "a band needs two values for each x")
            (self.name, self.x, self.lower, self.upper, self.color) = (name, x, lower, upper, color)
        }
    }

    /// A horizontal line at a value that matters, such as the bound of an agreement.
    public struct Bound: Sendable, Equatable {
        var name: String
        var value: Double

        /// A bound, written beside its line.
        public init(_ name: String, value: Double) {
            (self.name, self.value) = (name, value)
        }
    }

    /// A vertical line at an event, such as a decision.
    public struct Marker: Sendable, Equatable {
        var name: String
        var x: Double
        var detail: String

        /// An event.
        ///
        /// - Parameters:
        ///   - name: A few words, written above the line.
        ///   - x: When, in the axis's numbers.
        ///   - detail: What a reader sees who points at the line; empty for the name.
        public init(_ name: String, x: Double, detail: String = "") {
            (self.name, self.x, self.detail) = (name, x, detail.isEmpty ? name : detail)
        }
    }

    /// A stretch of the axis with a shaded ground, such as a phase or a flavor.
    public struct Span: Sendable, Equatable {
        var name: String
        var x: ClosedRange<Double>
        var color: Int

        /// A stretch of the axis.
        ///
        /// - Parameters:
        ///   - name: Written at its top.
        ///   - x: From where to where.
        ///   - color: Which of the series colours shades it.
        public init(_ name: String, x: ClosedRange<Double>, color: Int = 6) {
            (self.name, self.x, self.color) = (name, x, color)
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
    /// The lines, drawn in order.
    public var lines: [Line]
    /// The areas, drawn below the lines.
    public var bands: [Band]
    /// The horizontal bounds.
    public var bounds: [Bound]
    /// The events.
    public var markers: [Marker]
    /// The shaded stretches.
    public var spans: [Span]
    /// The widest step in `x` that a line crosses; a wider one is a gap.
    public var widestStep: Double
    /// The picture's width and height, in pixels.
    public var size: (width: Double, height: Double) {
        get { (width, height) }
        set { (width, height) = (max(120, newValue.width), max(100, newValue.height)) }
    }

    private var width = 960.0
    private var height = 320.0

    /// Describes a chart of lines.
    public init(
        title: String,
        description: String = "",
        xAxis: Axis = Axis(kind: .utc),
        yAxis: Axis = Axis(),
        lines: [Line] = [],
        bands: [Band] = [],
        bounds: [Bound] = [],
        markers: [Marker] = [],
        spans: [Span] = [],
        widestStep: Double = .infinity
    ) {
        self.title = title
        self.description = description
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.lines = lines
        self.bands = bands
        self.bounds = bounds
        self.markers = markers
        self.spans = spans
        self.widestStep = widestStep
    }
}
