public import Collectors
internal import SlidingWindow

/// Writes the statistics of all windows in the text format.
///
/// A family of the kernel's becomes one family for each statistic: `node_memory_MemFree_bytes` becomes
/// `edge_window_node_memory_memfree_bytes_mean` and its siblings, `node_intr_total` becomes
/// `edge_window_node_intr_rate_mean`. The names are in lower case and without `_total`, because `promtool check metrics`
/// asks for both; the label `window` says the span.
public struct WindowReport {
    /// What is computed of each window, in the order of ``Statistics``.
    enum Statistic: Int, CaseIterable {
        case last, mean, min, max, stddev, slope, p50, p90, p99

        var suffix: StaticString {
            switch self {
            case .last: "_last"
            case .mean: "_mean"
            case .min: "_min"
            case .max: "_max"
            case .stddev: "_stddev"
            case .slope: "_slope"
            case .p50: "_p50"
            case .p90: "_p90"
            case .p99: "_p99"
            }
        }

        var help: StaticString {
            switch self {
            case .last: "Newest sample"
            case .mean: "Arithmetic mean of the samples"
            case .min: "Smallest sample"
            case .max: "Greatest sample"
            case .stddev: "Standard deviation of the samples"
            case .slope: "Slope of the least-squares line through the samples, per second,"
            case .p50: "Median of the samples"
            case .p90: "90th percentile of the samples"
            case .p99: "99th percentile of the samples"
            }
        }
    }

    /// What `stat[]` may ask for.
    public static let statisticNames = Statistic.allCases.map { "\($0)" }

    private typealias Statistics = InlineArray<9, Double>

    private var ordered: OrderedValues
    /// The statistics of the present group, series by series, span by span.
    private var computed: [Statistics] = []
    private var name: [UInt8] = []

    /// Makes a report with memory for windows of `settings`.
    public init(_ settings: SamplingSettings) {
        ordered = OrderedValues(capacity: settings.windowCapacity)
    }

    /// What a client asked for; nothing stands for everything.
    public struct Selection: Sendable {
        /// Families of the kernel's names.
        public var families: [String] = []
        /// Statistics, such as `max`.
        public var statistics: [String] = []
        /// Spans, such as `10s`.
        public var spans: [String] = []

        /// Everything.
        public init() {}
    }

    /// Appends the statistics of the windows that end at `milliseconds` to `text`.
    public mutating func write(
        _ sampler: WindowSampler,
        at milliseconds: Int64,
        selecting selection: Selection = Selection(),
        to text: inout ExpositionText
    ) {
        let families = selection.families.map { Array($0.utf8) }
        let spans = sampler.settings.spansMilliseconds.filter {
            selection.spans.isEmpty || selection.spans.contains(WindowReport.label(ofSpan: $0))
        }
        let statistics = Statistic.allCases.filter {
            selection.statistics.isEmpty || selection.statistics.contains("\($0)")
        }
        let labels = spans.map { Array(WindowReport.label(ofSpan: $0).utf8) }
        for group in sampler.currentGroups() {
            guard let first = group.first else { continue }
            let source = sampler.series[first]
            guard families.isEmpty || families.contains(source.name) else { continue }
            compute(group, of: sampler, spans, at: milliseconds)
            for statistic in statistics {
                write(statistic, of: source, to: &text)
                for (row, index) in group.enumerated() {
                    for (column, label) in labels.enumerated() {
                        let value = computed[row * spans.count + column][statistic.rawValue]
                        if value.isNaN { continue }
                        writeSample(sampler.series[index].labels, label, value, to: &text)
                    }
                }
            }
        }
    }

    private mutating func compute(_ group: [Int], of sampler: WindowSampler, _ spans: [Int64], at milliseconds: Int64) {
        computed.removeAll(keepingCapacity: true)
        for index in group {
            for span in spans {
                let view = sampler.series[index].window.view(over: span, endingAt: milliseconds)
                var values = Statistics(repeating: .nan)
                if let summary = view.summary {
                    ordered.fill(from: view)
                    values[Statistic.last.rawValue] = summary.last
                    values[Statistic.mean.rawValue] = summary.mean
                    values[Statistic.min.rawValue] = summary.minimum
                    values[Statistic.max.rawValue] = summary.maximum
                    values[Statistic.stddev.rawValue] = summary.standardDeviation
                    values[Statistic.slope.rawValue] = summary.slope ?? .nan
                    values[Statistic.p50.rawValue] = ordered.quantile(0.5) ?? .nan
                    values[Statistic.p90.rawValue] = ordered.quantile(0.9) ?? .nan
                    values[Statistic.p99.rawValue] = ordered.quantile(0.99) ?? .nan
                }
                computed.append(values)
            }
        }
    }

    private mutating func write(_ statistic: Statistic, of source: SampledSeries, to text: inout ExpositionText) {
        name.removeAll(keepingCapacity: true)
        name.append(contentsOf: "edge_window_".utf8)
        name.appendLowercase(source.name)
        if source.isCounter { name.append(contentsOf: "_rate".utf8) }
        name.append(
            contentsOf: UnsafeBufferPointer(
                start: statistic.suffix.utf8Start,
                count: statistic.suffix.utf8CodeUnitCount
            )
        )
        text.append("# HELP ")
        text.append(name)
        text.append(" ")
        text.append(statistic.help)
        text.append(source.isCounter ? " of the rate per second of " : " of ")
        text.append(source.name)
        text.append(" in the window.\n# TYPE ")
        text.append(name)
        text.append(" gauge\n")
    }

    private func writeSample(_ labels: [UInt8], _ span: [UInt8], _ value: Double, to text: inout ExpositionText) {
        text.append(name)
        text.append("{")
        text.append(labels)
        text.append(labels.isEmpty ? "window=\"" : ",window=\"")
        text.append(span)
        text.append("\"} ")
        text.append(value)
        text.append("\n")
    }

    /// How a span is written: `10s`, or `250ms` when it is no whole number of seconds.
    public static func label(ofSpan milliseconds: Int64) -> String {
        milliseconds.isMultiple(of: 1_000) ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
    }
}

extension [UInt8] {
    /// Appends a metric's name in lower case and without `_total`: `node_netstat_TcpExt_TCPTimeouts` as
    /// `node_netstat_tcpext_tcptimeouts`.
    fileprivate mutating func appendLowercase(_ name: [UInt8]) {
        let total = Array("_total".utf8)
        let body = name.suffix(total.count).elementsEqual(total) ? name.dropLast(total.count) : name[...]
        for byte in body {
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            append(isUpper ? byte | 0x20 : byte)
        }
    }
}
