/// What a token bucket filter is to do.
///
/// Source: `tc-tbf(8)`.
public struct TrafficShape: Equatable, Sendable {
    /// Bits a second.
    public var rate: UInt64
    /// Bytes that may go at once.
    public var burst: UInt64
    /// Milliseconds for which a packet may wait.
    public var latency: UInt64

    /// Describes a filter.
    public init(rate: UInt64, burst: UInt64, latency: UInt64) {
        (self.rate, self.burst, self.latency) = (rate, burst, latency)
    }
}

/// A wish to shape an interface for some time.
public struct ShapingOrder: Equatable, Sendable {
    /// What is to be in force.
    public var shape: TrafficShape
    /// Seconds until the safe state returns, unless the order is renewed.
    public var leaseSeconds: UInt64
    /// Grows with each new holder; a holder with a lower number than the last one's is too late.
    public var fencing: UInt64

    /// Describes an order.
    public init(shape: TrafficShape, leaseSeconds: UInt64, fencing: UInt64) {
        (self.shape, self.leaseSeconds, self.fencing) = (shape, leaseSeconds, fencing)
    }

    /// Reads a body such as
    /// `{"rate_bits_per_second":10000000,"burst_bytes":20000,"latency_milliseconds":400,"lease_seconds":30,"fencing":7}`.
    ///
    /// - Throws: ``ShapingRefusal/invalid(_:)`` for anything else: missing, unknown and repeated names, and numbers out of
    ///   range (rate 8 kbit/s to 100 Gbit/s, burst 1,500 bytes to 64 MiB, latency 1 ms to 10 s, lease 1 s to 1 h).
    public init(parsing body: [UInt8]) throws(ShapingRefusal) {
        var numbers = try FlatObject.parse(body)
        func take(_ name: String, _ range: ClosedRange<UInt64>) throws(ShapingRefusal) -> UInt64 {
            guard let value = numbers.removeValue(forKey: name) else { throw .invalid("`\(name)` is missing") }
            guard range.contains(value) else {
                throw .invalid("`\(name)` is \(value), not within \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        shape = TrafficShape(
            rate: try take("rate_bits_per_second", 8_000...100_000_000_000),
            burst: try take("burst_bytes", 1_500...67_108_864),
            latency: try take("latency_milliseconds", 1...10_000)
        )
        leaseSeconds = try take("lease_seconds", 1...3_600)
        fencing = try take("fencing", 0...UInt64(Int64.max))
        if let unknown = numbers.keys.sorted().first { throw .invalid("`\(unknown)` is not known") }
    }
}

/// Why an order is not carried out.
public enum ShapingRefusal: Error, Equatable {
    /// The body, or the path, is not what it should be.
    case invalid(String)
    /// No such interface is configured.
    case unknownInterface(String)
    /// The request is not signed, or not with the key.
    case badSignature
    /// The request's time is too far from the machine's.
    case badTime(offsetSeconds: Int64)
    /// The request was seen before.
    case replayed
    /// A newer holder has been here.
    case fenced(given: UInt64, current: UInt64)
    /// `tc` failed, or what is in force afterwards is not what was asked for.
    case notInForce(String)
}

/// The one shape of JSON that orders have: an object of names and whole numbers.
enum FlatObject {
    static func parse(_ bytes: [UInt8]) throws(ShapingRefusal) -> [String: UInt64] {
        var (rest, numbers): (ArraySlice<UInt8>, [String: UInt64]) = (bytes[...], [:])
        func skipSpace() {
            while let byte = rest.first, byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) { rest.removeFirst() }
        }
        func expect(_ byte: UInt8) throws(ShapingRefusal) {
            skipSpace()
            guard rest.popFirst() == byte else {
                throw .invalid("the body is not a JSON object of names and whole numbers")
            }
        }
        try expect(UInt8(ascii: "{"))
        repeat {
            try expect(UInt8(ascii: "\""))
            let name = rest.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            rest = rest.dropFirst(name.count)
            try expect(UInt8(ascii: "\""))
            try expect(UInt8(ascii: ":"))
            skipSpace()
            let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
            rest = rest.dropFirst(digits.count)
            let key = String(decoding: name, as: UTF8.self)
            guard let value = UInt64(String(decoding: digits, as: UTF8.self)) else {
                throw .invalid("`\(key)` is not a whole number")
            }
            guard numbers.updateValue(value, forKey: key) == nil else { throw .invalid("`\(key)` is there twice") }
            skipSpace()
        } while rest.first == UInt8(ascii: ",") && rest.popFirst() != nil
        try expect(UInt8(ascii: "}"))
        skipSpace()
        guard rest.isEmpty else { throw .invalid("something follows the JSON object") }
        return numbers
    }
}
