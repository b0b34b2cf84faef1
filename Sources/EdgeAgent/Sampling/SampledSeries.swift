internal import Collectors
internal import SlidingWindow

/// One series that is sampled: its identity, and the newest of its values or, for a counter, of its rates.
struct SampledSeries {
    /// The family's name.
    let name: [UInt8]
    /// The labels as they are exposed.
    let labels: [UInt8]
    let isCounter: Bool
    /// Values of a gauge; of a counter the rates from each sample to the next, so that the peak between two scrapes
    /// shows up as their maximum.
    var window: SlidingWindow
    /// The values as they were read, also of counters.
    var history = SeriesHistory()
    private var lastValue = Double.nan
    private(set) var lastMilliseconds = Int64.min

    init(name: [UInt8], labels: [UInt8], isCounter: Bool, capacity: Int) {
        (self.name, self.labels, self.isCounter) = (name, labels, isCounter)
        window = SlidingWindow(capacity: capacity)
    }

    mutating func append(_ value: Double, at milliseconds: Int64) {
        defer { (lastValue, lastMilliseconds) = (value, milliseconds) }
        guard isCounter else {
            window.append(value, at: milliseconds)
            return
        }
        guard lastValue.isFinite, milliseconds > lastMilliseconds else { return }
        // A counter that fell began anew at 0.
        let growth = value >= lastValue ? value - lastValue : value
        window.append(growth / Double(milliseconds - lastMilliseconds) * 1_000, at: milliseconds)
    }

    /// Forgets the samples, when the clock was set back.
    mutating func removeAll() {
        window.removeAll()
        history.removeAll()
        (lastValue, lastMilliseconds) = (.nan, .min)
    }
}
