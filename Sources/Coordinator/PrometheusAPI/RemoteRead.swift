import HTTPClient

extension PrometheusClient {
    /// Reads the samples that are stored, as the chunks in which Prometheus keeps them.
    ///
    /// Source: <https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/>, `STREAMED_XOR_CHUNKS`.
    ///
    /// - Parameters:
    ///   - matchers: What the series must be.
    ///   - milliseconds: The first and the last moment, since the Unix epoch; samples around it may come, too.
    ///   - sink: Takes the samples, series by series, markers of ended series among them; all of them again when the
    ///     connection broke in the middle.
    /// - Throws: ``PrometheusError``; ``RemoteReadUnavailable`` when the server does not stream chunks;
    ///   `CancellationError`.
    public func read(
        _ matchers: [LabelMatcher],
        milliseconds: ClosedRange<Int64>,
        into sink: inout some SampleSink
    ) async throws {
        let request = request(
            path: "/api/v1/read",
            headers: [
                ("Content-Type", "application/x-protobuf"), ("Content-Encoding", "snappy"),
                ("X-Prometheus-Remote-Read-Version", "0.1.0"), ("Accept-Encoding", "identity"),
            ],
            body: SnappyLiteral.block(ReadRequest.message(matchers, milliseconds: milliseconds))
        )
        do {
            try await self.read(
                request,
                with: ChunkedReadResponse.self,
                of: "ChunkedReadResponse",
                into: &sink,
                expected: "frames of XOR chunks"
            )
        } catch PrometheusError.refused(_, let status, _) where [404, 405, 415, 501].contains(status) {
            throw RemoteReadUnavailable(url: request.url)
        }
    }
}

/// A server does not stream chunks: it is too old, or remote read is off there.
public struct RemoteReadUnavailable: Error, Equatable, CustomStringConvertible {
    /// What was asked.
    public let url: String

    /// One sentence for people.
    public var description: String { "\(url): the server does not stream chunks" }
}

/// The question of remote read; `prometheus/prompb/remote.proto` has the numbers.
enum ReadRequest {
    static func message(_ matchers: [LabelMatcher], milliseconds: ClosedRange<Int64>) -> [UInt8] {
        var query = ProtobufText()
        query.append(field: 1, number: UInt64(bitPattern: milliseconds.lowerBound))
        query.append(field: 2, number: UInt64(bitPattern: milliseconds.upperBound))
        for matcher in matchers {
            var message = ProtobufText()
            message.append(field: 1, number: UInt64(matcher.kind.rawValue))
            message.append(field: 2, bytes: Array(matcher.label.utf8))
            message.append(field: 3, bytes: Array(matcher.value.utf8))
            query.append(field: 3, bytes: message.bytes)
        }
        var request = ProtobufText()
        request.append(field: 1, bytes: query.bytes)
        // STREAMED_XOR_CHUNKS
        request.append(field: 2, number: 1)
        return request.bytes
    }
}

/// Writes a message of Protocol Buffers.
struct ProtobufText {
    private(set) var bytes: [UInt8] = []

    mutating func append(field: UInt64, number: UInt64) {
        append(varint: field << 3)
        append(varint: number)
    }

    mutating func append(field: UInt64, bytes content: [UInt8]) {
        append(varint: field << 3 | 2)
        append(varint: UInt64(content.count))
        bytes += content
    }

    private mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Snappy's block format with literals only: what is sent is short, and its receiver reads any block.
///
/// Source: `format_description.txt` of Snappy.
enum SnappyLiteral {
    static func block(_ content: [UInt8]) -> [UInt8] {
        var block: [UInt8] = []
        var rest = content.count
        while rest >= 0x80 {
            block.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        block.append(UInt8(rest))
        for start in stride(from: 0, to: content.count, by: 1 << 16) {
            let part = content[start..<min(start + (1 << 16), content.count)]
            // Tag 61: the length less one stands in the next two bytes.
            block += [61 << 2, UInt8((part.count - 1) & 0xFF), UInt8((part.count - 1) >> 8)]
            block += part
        }
        return block
    }
}
