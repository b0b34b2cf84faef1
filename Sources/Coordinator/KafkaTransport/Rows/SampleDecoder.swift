public import MetricModel

/// Reads metric messages quickly: the series of a message is looked at once, and then known by its bytes.
public struct SampleDecoder: Sendable {
    /// One value of one series.
    public struct Sample: Sendable, Equatable {
        /// The number of the series, in the order in which ``SampleDecoder/takeNewSeries()`` names them.
        public let series: Int
        /// When it was measured, in milliseconds since the Unix epoch.
        public let milliseconds: Int64
        /// The value, perhaps NaN.
        public let value: Double
    }

    /// How often the series were forgotten because there were too many; their numbers begin anew then.
    public private(set) var generation = 0
    /// How many messages were not metric messages.
    public private(set) var malformedCount = 0
    /// Why the last of them was not.
    public private(set) var lastError: MessageError?
    private var table: SeriesTable
    private var newSeries: [(name: MetricName, labels: Labels)] = []

    /// Makes room for `seriesCapacity` series.
    public init(seriesCapacity: Int = 100_000) {
        table = SeriesTable(capacity: seriesCapacity)
    }

    /// Reads a message; `nil` when it is none, which is counted.
    public mutating func decode(_ message: UnsafeBufferPointer<UInt8>) -> Sample? {
        do throws(MessageError) {
            let frame = try MetricFrame(message)
            let key = frame.seriesKey(message)
            let index: Int
            if let known = table.number(for: key) {
                index = Int(known)
            } else {
                index = try remember(frame, message)
            }
            return Sample(series: index, milliseconds: frame.timestampMilliseconds, value: frame.value)
        } catch {
            malformedCount += 1
            lastError = error
            return nil
        }
    }

    /// Names the series that have come since this was asked last, in the order of their numbers, and keeps no names.
    public mutating func takeNewSeries() -> [(name: MetricName, labels: Labels)] {
        guard !newSeries.isEmpty else { return [] }
        defer { newSeries = [] }
        return newSeries
    }

    private mutating func remember(
        _ frame: MetricFrame,
        _ message: UnsafeBufferPointer<UInt8>
    ) throws(MessageError) -> Int {
        let (name, labels) = try frame.series(message)
        let key = frame.seriesKey(message)
        var number = table.count
        if table.insert(key, number: Int32(number)) {
            // Everything was forgotten but this one.
            generation += 1
            newSeries = []
            table.removeAll()
            number = 0
            _ = table.insert(key, number: 0)
        }
        newSeries.append((name, labels))
        return number
    }
}
