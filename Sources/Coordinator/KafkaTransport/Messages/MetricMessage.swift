internal import DecimalText
public import MetricModel

/// One sample of one series, as prometheus-kafka-adapter publishes it in its JSON form.
///
/// `{"labels":{"__name__":"up","job":"node"},"name":"up","timestamp":"2020-01-18T13:45:29Z","value":"35"}`
public struct MetricMessage: Equatable, Sendable {
    /// The metric's name.
    public let name: MetricName
    /// The labels without `__name__`.
    public let labels: Labels
    /// When it was measured, in milliseconds since the Unix epoch.
    public let timestampMilliseconds: Int64
    /// The value; `.nan` and infinite ones are values, too.
    public let value: Double

    /// Puts a message together; a label `__name__` among `labels` is left out.
    public init(name: MetricName, labels: Labels, timestampMilliseconds: Int64, value: Double) {
        self.name = name
        self.labels = labels.removing("__name__")
        self.timestampMilliseconds = timestampMilliseconds
        self.value = value
    }

    /// Reads a message.
    ///
    /// Keys may come in any order, and unknown ones are left out. `labels` may be missing; so may `name` when the labels
    /// have a `__name__`. The time may have a fraction or be a number of seconds, the value may be a number.
    ///
    /// - Throws: ``MessageError`` that says what was expected, and where.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>) throws(MessageError) {
        let frame = try MetricFrame(bytes)
        let (name, labels) = try frame.series(bytes)
        self.init(name: name, labels: labels, timestampMilliseconds: frame.timestampMilliseconds, value: frame.value)
    }

    /// Reads a message, as above.
    public init(parsing bytes: some Sequence<UInt8>) throws(MessageError) {
        let copy = Array(bytes)
        let result = copy.withUnsafeBufferPointer { buffer in
            Result { () throws(MessageError) in try MetricMessage(parsing: buffer) }
        }
        self = try result.get()
    }

    /// Appends the message, byte for byte as the adapter would write it.
    ///
    /// - Parameter keepsMilliseconds: Writes the time with milliseconds, which the adapter cuts off.
    public func encode(keepsMilliseconds: Bool = false, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: Self.head(name, labels))
        Self.appendSample(value, timestampMilliseconds, keepsMilliseconds, to: &bytes)
    }

    /// What all messages of a series begin with.
    static func head(_ name: MetricName, _ labels: Labels) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(contentsOf: #"{"labels":{"#.utf8)
        var separator = ""
        for label in labels.setting("__name__", to: name.text) {
            bytes.append(contentsOf: separator.utf8)
            JSONText.appendQuoted(label.name.text, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSONText.appendQuoted(label.value, to: &bytes)
            separator = ","
        }
        bytes.append(contentsOf: #"},"name":"#.utf8)
        JSONText.appendQuoted(name.text, to: &bytes)
        bytes.append(contentsOf: #","timestamp":""#.utf8)
        return bytes
    }

    /// What a message ends with.
    static func appendSample(
        _ value: Double,
        _ timestampMilliseconds: Int64,
        _ keepsMilliseconds: Bool,
        to bytes: inout [UInt8]
    ) {
        RFC3339.append(timestampMilliseconds, withMilliseconds: keepsMilliseconds, to: &bytes)
        bytes.append(contentsOf: #"","value":""#.utf8)
        FixedText.append(value, to: &bytes)
        bytes.append(contentsOf: #""}"#.utf8)
    }

    /// By bits, so that NaN equals itself.
    public static func == (one: MetricMessage, other: MetricMessage) -> Bool {
        one.name == other.name && one.labels == other.labels && one.value.bitPattern == other.value.bitPattern
            && one.timestampMilliseconds == other.timestampMilliseconds
    }
}
