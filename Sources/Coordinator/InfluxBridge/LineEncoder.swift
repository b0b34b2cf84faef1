internal import DecimalText
public import KafkaTransport
internal import MetricModel

/// Makes lines of InfluxDB's line protocol of messages, as kafka-influxdb does for MLO-V2 but with everything escaped.
///
/// `node_sockstat_TCP_alloc,__name__=node_sockstat_TCP_alloc,instance=192.168.0.107:9100,job=node value=35 1579355129`
public struct LineEncoder: Sendable {
    /// What the messages of a topic are.
    public enum Format: String, Sendable, CaseIterable {
        /// One sample of one series, in prometheus-kafka-adapter's JSON.
        case metric
        /// Values of a measurement, in the JSON of MLO-V2's own producers.
        case measurement
    }

    /// How fine the times are.
    public enum Precision: String, Sendable, CaseIterable {
        /// Whole seconds, as MLO-V2 has them.
        case seconds = "s"
        /// Milliseconds.
        case milliseconds = "ms"
    }

    /// What became of the messages.
    public struct Counts: Sendable, Equatable {
        /// All messages.
        public var messages = 0
        /// Those that became lines.
        public var lines = 0
        /// Those that are not what their topic promises.
        public var malformed = 0
        /// Those without a finite number, which InfluxDB does not take.
        public var notFinite = 0
    }

    /// What became of the messages until now.
    public private(set) var counts = Counts()
    /// Why the last malformed message is one.
    public private(set) var lastError: MessageError?
    private let format: Format
    private let precision: Precision
    private var table: SeriesTable
    /// What stands before the value in the lines of a series, by the number that the table has for it.
    private var prefixes: [UInt8] = []
    private var prefixEnds: [Int] = []

    /// Makes an encoder.
    ///
    /// - Parameter seriesCapacity: How many series are known by their bytes.
    public init(_ format: Format, precision: Precision = .seconds, seriesCapacity: Int = 100_000) {
        self.format = format
        self.precision = precision
        table = SeriesTable(capacity: seriesCapacity)
    }

    /// Appends the line of `message`, if there is one.
    public mutating func append(_ message: UnsafeBufferPointer<UInt8>, to lines: inout LineBatch) {
        counts.messages += 1
        let before = lines.count
        do throws(MessageError) {
            switch format {
            case .metric: try appendMetric(message, to: &lines)
            case .measurement: try appendMeasurement(message, to: &lines)
            }
            if lines.count == before { counts.notFinite += 1 } else { counts.lines += 1 }
        } catch {
            counts.malformed += 1
            lastError = error
        }
    }

    private mutating func appendMetric(
        _ message: UnsafeBufferPointer<UInt8>,
        to lines: inout LineBatch
    ) throws(MessageError) {
        let frame = try MetricFrame(message)
        let key = frame.seriesKey(message)
        let known = table.number(for: key)
        let number = if let known { known } else { try addSeries(key, frame, message) }
        guard frame.value.isFinite else { return }
        let start = number == 0 ? 0 : prefixEnds[Int(number) - 1]
        let end = prefixEnds[Int(number)]
        lines.append { line in
            line.append(contentsOf: prefixes[start..<end])
            Self.append(number: message[frame.valueText], to: &line)
            append(time: frame.timestampMilliseconds, to: &line)
        }
    }

    private mutating func addSeries(
        _ key: UnsafeBufferPointer<UInt8>,
        _ frame: MetricFrame,
        _ message: UnsafeBufferPointer<UInt8>
    ) throws(MessageError) -> Int32 {
        let (name, labels) = try frame.series(message)
        var prefix: [UInt8] = []
        LineText.append(name.text.utf8, as: .measurement, to: &prefix)
        for label in labels.setting("__name__", to: name.text) {
            Self.append(tag: label.name.text.utf8, label.value.utf8, to: &prefix)
        }
        prefix.append(contentsOf: " value=".utf8)
        if table.insert(key, number: Int32(prefixEnds.count)) {
            // The table has forgotten everything: so do we, and this series is the first one again.
            table.removeAll()
            prefixes.removeAll(keepingCapacity: true)
            prefixEnds.removeAll(keepingCapacity: true)
            _ = table.insert(key, number: 0)
        }
        prefixes += prefix
        prefixEnds.append(prefixes.count)
        return Int32(prefixEnds.count - 1)
    }

    private func appendMeasurement(
        _ message: UnsafeBufferPointer<UInt8>,
        to lines: inout LineBatch
    ) throws(MessageError) {
        let frame = try MeasurementFrame(message)
        var values: [Range<Int>] = []
        var valueCount = 0
        try frame.forEachValue(message) { range in
            valueCount += 1
            if Self.isFinite(message[range]) { values.append(range) }
        }
        // Values that are not numbers cost themselves only; a message without any values is one of a log.
        guard !values.isEmpty || valueCount == 0 else { return }
        let isLog = valueCount == 0
        var fieldCount = 0
        var line = LineBatch()
        try line.append { line throws(MessageError) in
            LineText.append(try frame.measurement.text(message).utf8, as: .measurement, to: &line)
            if !isLog {
                try frame.forEachTag(message) { name, value throws(MessageError) in
                    Self.append(tag: try name.text(message).utf8, try value.text(message).utf8, to: &line)
                }
            }
            line.append(UInt8(ascii: " "))
            if isLog {
                // What is said differs each time: as a tag, each saying would be a series of its own.
                try frame.forEachTag(message) { name, value throws(MessageError) in
                    if fieldCount > 0 { line.append(UInt8(ascii: ",")) }
                    LineText.append(try name.text(message).utf8, as: .name, to: &line)
                    line.append(contentsOf: "=\"".utf8)
                    LineText.append(try value.text(message).utf8, as: .quoted, to: &line)
                    line.append(UInt8(ascii: "\""))
                    fieldCount += 1
                }
            }
            for range in values {
                if fieldCount > 0 { line.append(UInt8(ascii: ",")) }
                fieldCount += 1
                line.append(contentsOf: (fieldCount == 1 ? "value=" : "value_\(fieldCount)=").utf8)
                Self.append(number: message[range], to: &line)
            }
            append(time: frame.timestampMilliseconds, to: &line)
        }
        guard fieldCount > 0 else { return }
        lines.append { $0.append(contentsOf: line.bytes.dropLast()) }
    }

    private static func append(
        tag name: some Sequence<UInt8>,
        _ value: some Sequence<UInt8>,
        to line: inout [UInt8]
    ) {
        let start = line.count
        line.append(UInt8(ascii: ","))
        let hasName = LineText.append(name, as: .name, to: &line)
        line.append(UInt8(ascii: "="))
        let hasValue = LineText.append(value, as: .name, to: &line)
        // InfluxDB takes no empty tags; for it, a tag that is empty is one that is not there.
        if !hasName || !hasValue { line.removeSubrange(start...) }
    }

    /// Keeps the digits as they were written; InfluxDB wants no plus sign.
    private static func append(number: Slice<UnsafeBufferPointer<UInt8>>, to line: inout [UInt8]) {
        line.append(contentsOf: number.first == UInt8(ascii: "+") ? number.dropFirst() : number)
    }

    private static func isFinite(_ number: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        // It is known to be a number; the words for others than finite ones begin with a letter.
        let digit = number.first { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") } ?? 0
        return digit <= UInt8(ascii: "9")
    }

    private func append(time milliseconds: Int64, to line: inout [UInt8]) {
        line.append(UInt8(ascii: " "))
        let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
        DecimalText.append(precision == .seconds ? seconds : milliseconds, to: &line)
    }
}
