public import Collectors

/// Writes what was sampled, in the text format with time stamps.
public struct HistoryReport {
    /// The most samples of one answer; a client that wants more asks for shorter spans.
    public static let sampleLimit = 500_000

    /// Makes a report.
    public init() {}

    /// How many samples an answer would have at most.
    public func sampleCount(_ sampler: WindowSampler, in range: ClosedRange<Int64>, families: [String]) -> Int {
        let perSeries = Int((range.upperBound - range.lowerBound) / sampler.settings.intervalMilliseconds + 1)
        let names = families.map { Array($0.utf8) }
        return sampler.series.reduce(0) { count, series in
            names.isEmpty || names.contains(series.name) ? count + min(perSeries, series.history.count) : count
        }
    }

    /// Appends the samples of the time in `range`, in milliseconds since the Unix epoch.
    ///
    /// - Parameter families: The families that are wanted; all when empty.
    public func write(
        _ sampler: WindowSampler,
        in range: ClosedRange<Int64>,
        families: [String],
        to text: inout ExpositionText
    ) {
        let names = families.map { Array($0.utf8) }
        for group in sampler.currentGroups() {
            guard let first = group.first else { continue }
            let source = sampler.series[first]
            guard names.isEmpty || names.contains(source.name) else { continue }
            text.append("# TYPE ")
            text.append(source.name)
            text.append(source.isCounter ? " counter\n" : " gauge\n")
            for index in group {
                let series = sampler.series[index]
                series.history.forEach(in: range) { milliseconds, value in
                    text.append(series.name)
                    if series.labels.isEmpty {
                        text.append(" ")
                    } else {
                        text.append("{")
                        text.append(series.labels)
                        text.append("} ")
                    }
                    text.append(value)
                    text.append(" ")
                    text.append(Double(milliseconds))
                    text.append("\n")
                }
            }
        }
    }
}

extension WindowSampler {
    /// What the history takes: bytes, and samples.
    public var historySize: (bytes: Int, samples: Int) {
        series.reduce((0, 0)) { ($0.0 + $1.history.byteCount, $0.1 + $1.history.count) }
    }
}
