public import MetricModel

/// Which of the samples and KPI messages that come in streams are a slice's own.
public struct StreamSource: Sendable, Hashable {
    /// The metrics that the slice may look at; empty for all.
    public var metrics: Set<String>
    /// The values of the label `instance` that the slice may look at; empty for all.
    public var instances: Set<String>
    /// The metric that is the slice's KPI, when it comes as a sample.
    public var kpiMetric: String?
    /// The measurement whose first value is the slice's KPI, when it comes as MLO-V2's producers publish it.
    public var kpiMeasurement: String?

    /// Describes a slice's part of the streams.
    public init(
        metrics: Set<String> = [],
        instances: Set<String> = [],
        kpiMetric: String? = nil,
        kpiMeasurement: String? = nil
    ) {
        self.metrics = metrics
        self.instances = instances
        self.kpiMetric = kpiMetric
        self.kpiMeasurement = kpiMeasurement
    }

    /// What Prometheus and MLO-V2 know of a scrape itself; such series are of no use to a model.
    static let scrapeMetrics: Set<String> = [
        "scrape_duration_seconds", "scrape_samples_post_metric_relabeling", "scrape_samples_scraped",
        "scrape_series_added", "up",
    ]

    /// What a series can be to a slice.
    public enum Role: Sendable {
        /// A value that its models may look at.
        case input
        /// Its KPI.
        case kpi
    }

    /// What a series is to the slice; `nil` for nothing.
    public func role(of series: LiveSeries) -> Role? {
        if let instance = series.instance, !instances.isEmpty, !instances.contains(instance) { return nil }
        let metric = series.metric.text
        if metric == kpiMetric { return .kpi }
        guard !Self.scrapeMetrics.contains(metric) else { return nil }
        return metrics.isEmpty || metrics.contains(metric) ? .input : nil
    }
}

/// A series of a stream, with the text that it is known by.
///
/// An object, because it comes along with every sample; of the labels only what is asked for is kept beside the text.
public final class LiveSeries: Sendable, Hashable {
    /// The metric's name.
    public let metric: MetricName
    /// The value of the label `instance`, if it has one.
    let instance: String?
    /// Both as text, such as `node_load1{instance="10.0.0.7:9100",job="node"}`: the name of the column in the store.
    public let name: String

    /// Names a series; the labels are those without `__name__`.
    public init(metric: MetricName, labels: Labels) {
        self.metric = metric
        instance = labels["instance"]
        name = "\(metric)\(labels)"
    }

    /// By the name, which says everything.
    public static func == (one: LiveSeries, other: LiveSeries) -> Bool { one.name == other.name }

    /// By the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A value of a series as it came in a stream, from Kafka or by remote write.
public struct LiveSample: Sendable {
    /// The series.
    public var series: LiveSeries
    /// When it was measured, in milliseconds since the Unix epoch.
    public var milliseconds: Int64
    /// The value; NaN, also a stale marker, says that there is none.
    public var value: Double

    /// A sample.
    public init(series: LiveSeries, milliseconds: Int64, value: Double) {
        self.series = series
        self.milliseconds = milliseconds
        self.value = value
    }
}

/// A KPI as MLO-V2's producers publish it.
public struct LiveMeasurement: Sendable {
    /// What was measured, such as `cassandra_1`.
    public var measurement: String
    /// The UTC second.
    public var second: Int64
    /// The first value.
    public var value: Double

    /// A measurement.
    public init(measurement: String, second: Int64, value: Double) {
        self.measurement = measurement
        self.second = second
        self.value = value
    }
}
