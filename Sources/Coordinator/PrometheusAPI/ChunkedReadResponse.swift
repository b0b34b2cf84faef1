/// Reads the stream of frames that answers a remote read.
///
/// A frame is its length as a varint, a CRC-32C with the highest byte first, and a message `ChunkedReadResponse`.
/// Source: `storage/remote/chunked.go` and `prompb/remote.proto` of Prometheus.
struct ChunkedReadResponse {
    /// Prometheus makes frames of a megabyte; longer ones are none.
    static let longestFrame = 64 << 20

    /// The beginning of a frame that is not whole yet.
    private var rest: [UInt8] = []

    /// Whether the bytes until now end with a frame.
    var isWhole: Bool { rest.isEmpty }

    /// Hands the samples of the frames that are whole now to `sink`; `false` for bytes that are damaged.
    mutating func append(_ bytes: [UInt8], into sink: inout some SampleSink) -> Bool {
        rest += bytes
        var taken = 0
        let isSound = rest.withUnsafeBytes { buffer in
            while taken < buffer.count {
                var cursor = ProtobufCursor(UnsafeRawBufferPointer(rebasing: buffer[taken...]))
                // A length that never ends is none; ten bytes hold every one.
                guard let length = cursor.takeVarint() else { return buffer.count - taken < 10 }
                guard length <= UInt64(Self.longestFrame) else { return false }
                guard let checksum = cursor.take(4), let frame = cursor.take(Int(length)) else { return true }
                guard checksum.reduce(0, { $0 << 8 | UInt32($1) }) == CRC32C.checksum(of: frame),
                    Self.readFrame(frame, into: &sink)
                else { return false }
                taken += cursor.takenCount
            }
            return true
        }
        rest.removeFirst(taken)
        return isSound
    }

    private static func readFrame(_ frame: UnsafeRawBufferPointer, into sink: inout some SampleSink) -> Bool {
        var cursor = ProtobufCursor(frame)
        while !cursor.isAtEnd {
            guard let field = cursor.takeField() else { return false }
            if case (1, .bytes(let series)) = field, !readSeries(series, into: &sink) { return false }
        }
        return true
    }

    private static func readSeries(_ message: UnsafeRawBufferPointer, into sink: inout some SampleSink) -> Bool {
        var cursor = ProtobufCursor(message)
        var pairs: [(name: String, value: String)] = []
        var chunks: [UnsafeRawBufferPointer] = []
        while !cursor.isAtEnd {
            switch cursor.takeField() {
            case (1, .bytes(let label))?:
                guard let pair = readLabel(label) else { return false }
                pairs.append(pair)
            case (2, .bytes(let chunk))?: chunks.append(chunk)
            case nil: return false
            default: continue
            }
        }
        guard let series = PrometheusSeries(validating: pairs) else { return false }
        guard sink.begin(series) else { return true }
        var samples: [SeriesSample] = []
        for chunk in chunks {
            samples.removeAll(keepingCapacity: true)
            guard readChunk(chunk, into: &samples) else { return false }
            sink.append(samples)
        }
        return true
    }

    private static func readLabel(_ message: UnsafeRawBufferPointer) -> (name: String, value: String)? {
        var cursor = ProtobufCursor(message)
        var (name, value) = ("", "")
        while !cursor.isAtEnd {
            switch cursor.takeField() {
            case (1, .bytes(let text))?: name = String(decoding: text, as: UTF8.self)
            case (2, .bytes(let text))?: value = String(decoding: text, as: UTF8.self)
            case nil: return nil
            default: continue
            }
        }
        return (name, value)
    }

    private static func readChunk(_ message: UnsafeRawBufferPointer, into samples: inout [SeriesSample]) -> Bool {
        var cursor = ProtobufCursor(message)
        var encoding: UInt64 = 0
        var data: UnsafeRawBufferPointer?
        while !cursor.isAtEnd {
            switch cursor.takeField() {
            case (3, .number(let number))?: encoding = number
            case (4, .bytes(let bytes))?: data = bytes
            case nil: return false
            default: continue
            }
        }
        // Chunks of native histograms hold no single numbers: such series have none here.
        guard encoding == 1, let data else { return true }
        return XORSamples.read(data, into: &samples)
    }
}
