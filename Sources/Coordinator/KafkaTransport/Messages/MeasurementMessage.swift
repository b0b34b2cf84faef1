internal import DecimalText

/// Values of one measurement at one time, as MLO-V2's producers publish KPIs, forecasts, clients and logs.
///
/// `{ "measurement": "sla_slice_1_estimations", "values": [50.0], "time": "1579355159.0", "tags": {} }`
public struct MeasurementMessage: Equatable, Sendable {
    /// What was measured; a table in InfluxDB.
    public let measurement: String
    /// The values, as they are written: numbers keep their digits.
    public let values: [String]
    /// Seconds since the Unix epoch, as they are written.
    public let time: String
    /// Further text, in the order in which it is written.
    public let tags: [Tag]

    /// A name and a text.
    public struct Tag: Equatable, Sendable {
        /// What is told.
        public let name: String
        /// Any text.
        public let value: String

        /// Pairs a name with a text.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Puts a message together from texts; `nil` when a value or the time is not a number.
    public init?(measurement: String, values: [String], time: String, tags: [Tag] = []) {
        func isNumber(_ text: String) -> Bool {
            Array(text.utf8).withUnsafeBufferPointer { DecimalText.number($0) != nil }
        }
        guard values.allSatisfy(isNumber), isNumber(time) else { return nil }
        self.init(unchecked: measurement, values, time, tags)
    }

    /// The forecast of a slice's KPI, as MLO-V2's SRO publishes it; `nil` when the value is not finite.
    public static func forecast(slice: String, value: Double, second: Double) -> MeasurementMessage? {
        guard value.isFinite, second.isFinite else { return nil }
        return MeasurementMessage(
            unchecked: "sla_slice_\(slice)_estimations",
            [FixedText.python(value)],
            FixedText.python(second),
            []
        )
    }

    /// A line of a slice's log, as MLO-V2's SRO meant to publish it.
    public static func log(slice: String, message: String, second: Int64) -> MeasurementMessage {
        MeasurementMessage(unchecked: "sro_slice_\(slice)_logs", [], "\(second)", [Tag("message", message)])
    }

    private init(unchecked measurement: String, _ values: [String], _ time: String, _ tags: [Tag]) {
        self.measurement = measurement
        self.values = values
        self.time = time
        self.tags = tags
    }

    /// Reads a message.
    ///
    /// Keys may come in any order, unknown ones are left out, `tags` may be missing. MLO-V2's own slips are taken as they
    /// are meant: a value `nan`, and a tag without quotes.
    ///
    /// - Throws: ``MessageError`` that says what was expected, and where.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) {
        let frame = try MeasurementFrame(bytes)
        let text = { (range: Range<Int>) in String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
        var values: [String] = []
        try frame.forEachValue(bytes) { values.append(text($0)) }
        var tags: [Tag] = []
        try frame.forEachTag(bytes) { name, value throws(MessageError) in
            tags.append(Tag(try name.text(bytes), try value.text(bytes)))
        }
        self.init(unchecked: try frame.measurement.text(bytes), values, text(frame.time), tags)
    }

    /// Reads a message, as above.
    public init(parsing bytes: some Sequence<UInt8>) throws(MessageError) {
        let copy = Array(bytes)
        let result = copy.withUnsafeBufferPointer { buffer in
            Result { () throws(MessageError) in try MeasurementMessage(parsing: buffer) }
        }
        self = try result.get()
    }

    /// Appends the message, byte for byte as MLO-V2's producers would write it.
    public func encode(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{ "measurement": "#.utf8)
        JSONText.appendQuoted(measurement, to: &bytes)
        bytes.append(contentsOf: #", "values": [\#(values.joined(separator: ", "))], "time": "#.utf8)
        JSONText.appendQuoted(time, to: &bytes)
        bytes.append(contentsOf: #", "tags": {"#.utf8)
        for (position, tag) in tags.enumerated() {
            if position > 0 { bytes.append(contentsOf: ", ".utf8) }
            JSONText.appendQuoted(tag.name, to: &bytes)
            bytes.append(contentsOf: ": ".utf8)
            JSONText.appendQuoted(tag.value, to: &bytes)
        }
        bytes.append(contentsOf: "} }".utf8)
    }
}
