import DecimalText
public import MetricModel

/// Writes a page of metrics, in parts, into memory that is used again for the next page.
public struct ExpositionWriter: Sendable {
    /// The page so far.
    public private(set) var bytes: [UInt8] = []

    private let format: ExpositionFormat
    private var hasLabels = false

    /// Begins an empty page.
    public init(_ format: ExpositionFormat) {
        self.format = format
    }

    /// Begins a new page in the memory of the last one.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends a family with its samples.
    public mutating func append(_ family: MetricFamily) {
        beginFamily(family.name, help: family.help, kind: family.kind)
        for sample in family.samples {
            beginSample(family.name, suffix: sample.suffix)
            for label in sample.labels {
                append(label.name, label.value)
            }
            endSample(sample.value, timestampMilliseconds: sample.timestampMilliseconds)
        }
    }

    /// Appends the lines that describe a family; its samples are to follow.
    public mutating func beginFamily(_ name: MetricName, help: String, kind: MetricKind) {
        let (type, dropped) = format.type(of: kind, name: name.text)
        if !help.isEmpty {
            append("# HELP ")
            append(text: name.text, droppingLast: dropped)
            append(" ")
            append(escaped: help, quotes: format == .openMetrics)
            append("\n")
        }
        append("# TYPE ")
        append(text: name.text, droppingLast: dropped)
        append(" ")
        append(type)
        append("\n")
    }

    /// Begins a sample with the name of its series.
    public mutating func beginSample(_ name: MetricName, suffix: SampleSuffix = .none) {
        append(text: name.text)
        if suffix != .none { append(text: suffix.rawValue) }
        hasLabels = false
    }

    /// Appends one label of the sample that was begun.
    public mutating func append(_ name: LabelName, _ value: String) {
        append(hasLabels ? "," : "{")
        hasLabels = true
        append(text: name.text)
        append("=\"")
        append(escaped: value, quotes: true)
        append("\"")
    }

    /// Appends the value of the sample that was begun, and when it was measured.
    public mutating func endSample(_ value: Double, timestampMilliseconds: Int64? = nil) {
        append(hasLabels ? "} " : " ")
        DecimalText.append(value, to: &bytes)
        if let timestampMilliseconds {
            append(" ")
            append(timestampMilliseconds)
        }
        append("\n")
    }

    /// Appends what ends the page, if the format has such a thing.
    public mutating func finish() {
        if format == .openMetrics { append("# EOF\n") }
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(text: String, droppingLast count: Int = 0) {
        bytes.append(contentsOf: text.utf8)
        bytes.removeLast(count)
    }

    private mutating func append(escaped text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append(#"\\"#)
            case UInt8(ascii: "\n"): append(#"\n"#)
            case UInt8(ascii: "\"") where quotes: append(#"\""#)
            default: bytes.append(byte)
            }
        }
    }

    /// Milliseconds in the text format, seconds in OpenMetrics.
    private mutating func append(_ milliseconds: Int64) {
        guard format == .openMetrics else {
            DecimalText.append(milliseconds, to: &bytes)
            return
        }
        if milliseconds < 0 { append("-") }
        let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        DecimalText.append(seconds, to: &bytes)
        guard rest > 0 else { return }
        append(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
        DecimalText.append(rest, to: &bytes)
    }
}

extension ExpositionFormat {
    /// What the `TYPE` line calls a family, and how many bytes of its name it leaves out.
    ///
    /// What a format cannot say becomes the nearest thing that it can: OpenMetrics has no counter without `_total`, and the
    /// text format has no infos.
    fileprivate func type(of kind: MetricKind, name: String) -> (type: StaticString, dropped: Int) {
        switch (self, kind) {
        case (.text, .counter): ("counter", 0)
        case (.openMetrics, .counter): name.hasSuffix("_total") ? ("counter", 6) : ("unknown", 0)
        case (.text, .info), (.text, .stateSet), (_, .gauge): ("gauge", 0)
        case (.openMetrics, .info): name.hasSuffix("_info") ? ("info", 5) : ("unknown", 0)
        case (.openMetrics, .stateSet): ("stateset", 0)
        case (_, .histogram): ("histogram", 0)
        case (.text, .gaugeHistogram): ("histogram", 0)
        case (.openMetrics, .gaugeHistogram): ("gaugehistogram", 0)
        case (_, .summary): ("summary", 0)
        case (.text, .unknown): ("untyped", 0)
        case (.openMetrics, .unknown): ("unknown", 0)
        }
    }
}
