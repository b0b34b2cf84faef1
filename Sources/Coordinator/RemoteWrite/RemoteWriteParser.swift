internal import MetricModel
internal import ProtobufWire
internal import Snappy

/// Reads remote write requests, 1.0 and 2.0.
///
/// An invalid series or sample costs itself only: the rest of the request is taken, as both specifications want it. What is
/// not a message of its kind at all costs the request.
///
/// Source: <https://prometheus.io/docs/specs/prw/remote_write_spec/> and `remote_write_spec_2_0/`.
public struct RemoteWriteParser: Sendable {
    /// Milliseconds since the Unix epoch that have a date with four digits of the year.
    static let timestamps: ClosedRange<Int64> = 0...253_402_300_799_999

    private let limits: RemoteWriteLimits

    /// Makes a parser that takes no larger requests than `limits`.
    public init(limits: RemoteWriteLimits = RemoteWriteLimits()) {
        self.limits = limits
    }

    /// Reads the compressed body of a request.
    ///
    /// - Throws: ``RemoteWriteError``.
    public func parse(
        _ body: some Collection<UInt8>,
        _ version: RemoteWriteVersion
    ) throws(RemoteWriteError) -> RemoteWriteBatch {
        let bytes: [UInt8]
        do {
            bytes = try Snappy.decompress(body, limit: limits.bytes)
        } catch .tooLarge(let count, let limit) {
            throw .tooLarge(what: "bytes", count: count, limit: limit)
        } catch {
            throw .malformed(reason: "\(error)")
        }
        return try parse(message: bytes, version)
    }

    /// Reads the message of a request, decompressed.
    ///
    /// - Throws: ``RemoteWriteError``.
    public func parse(
        message bytes: [UInt8],
        _ version: RemoteWriteVersion
    ) throws(RemoteWriteError) -> RemoteWriteBatch {
        let result = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(RemoteWriteError) in
                var reading = RequestReading(ProtobufReader(buffer), limits)
                do {
                    switch version {
                    case .one: try reading.readOne()
                    case .two: try reading.readTwo()
                    }
                } catch let error as RemoteWriteError {
                    throw error
                } catch {
                    throw RemoteWriteError.malformed(reason: "\(error)")
                }
                return reading.batch
            }
        }
        return try result.get()
    }
}
