import MetricModel
import Synchronization

/// How long forecasts take: from the arrival of what completed a second until the forecast goes out.
public final class ForecastDelay: Sendable {
    /// The upper edges of the buckets, in seconds.
    static let edges = [
        0.000_25, 0.000_5, 0.000_75, 0.001, 0.001_5, 0.002, 0.003, 0.004, 0.005, 0.007_5, 0.01, 0.015, 0.02, 0.025,
        0.05, 0.1, 0.25, 1,
    ]

    private struct Sums {
        var arrival: ContinuousClock.Instant?
        var buckets = [Int](repeating: 0, count: ForecastDelay.edges.count + 1)
        var seconds = 0.0
        var count = 0
    }

    private let sums = Mutex(Sums())

    /// Nothing has arrived yet.
    public init() {}

    /// When what is being worked on arrived.
    public var arrival: ContinuousClock.Instant? { sums.withLock(\.arrival) }

    /// Notes that messages which arrived at `instant` are worked on from now on.
    public func noteArrival(at instant: ContinuousClock.Instant) {
        sums.withLock { $0.arrival = instant }
    }

    /// Notes that forecasts go out, each with the arrival of what it was made from.
    public func noteDepartures(_ arrivals: [ContinuousClock.Instant]) {
        let now = ContinuousClock.now
        sums.withLock { sums in
            for arrival in arrivals {
                let seconds = arrival.duration(to: now) / .seconds(1)
                let bucket = Self.edges.firstIndex { seconds <= $0 } ?? Self.edges.count
                sums.buckets[bucket] += 1
                sums.seconds += seconds
                sums.count += 1
            }
        }
    }

    /// The histogram, as Prometheus wants it.
    var family: MetricFamily {
        let (buckets, seconds, count) = sums.withLock { ($0.buckets, $0.seconds, $0.count) }
        var samples: [Sample] = []
        var below = 0
        for (index, bucket) in buckets.enumerated() {
            below += bucket
            let edge = index < Self.edges.count ? "\(Self.edges[index])" : "+Inf"
            samples.append(Sample(suffix: .bucket, labels: ["le": edge], value: Double(below)))
        }
        samples.append(Sample(suffix: .sum, labels: [:], value: seconds))
        samples.append(Sample(suffix: .count, labels: [:], value: Double(count)))
        return MetricFamily(
            "coordinator_forecast_delay_seconds",
            help: "From the arrival of the messages that completed a second until its forecast is handed to Kafka.",
            kind: .histogram,
            samples: samples
        )
    }
}
