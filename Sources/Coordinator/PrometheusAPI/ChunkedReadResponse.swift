import Checksum

/// Reads the stream of frames that answers a remote read.
///
/// A frame is its length as a varint, a CRC-32C with the highest byte first, and a message `ChunkedReadResponse`.
/// Source: `storage/remote/chunked.go` and `prompb/remote.proto` of Prometheus.
package struct ChunkedReadResponse: AnswerReader {
    /// Prometheus makes frames of a megabyte; longer ones are none.
    static let longestFrame = 64 << 20

    /// The beginning of a frame that is not whole yet.
    private var rest: [UInt8] = []
    private var block = SampleBlock()

    /// Begins before the first byte.
    package init() {}

    /// Whether the bytes until now end with a frame.
    package var isWhole: Bool { rest.isEmpty }

    /// Hands the samples of the frames that are whole now to `sink`; `false` for bytes that are damaged.
    package mutating func append(_ bytes: [UInt8], into sink: inout some SampleSink) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var taken = 0
            // A frame that began before is made whole and read; all others are read where they lie.
            while !rest.isEmpty, taken < buffer.count {
                let count = min(Self.missingCount(of: rest), buffer.count - taken)
                guard count > 0 else { return false }
                rest += buffer[taken..<taken + count]
                taken += count
                // Out of the way, so that reading has this value for itself.
                var begun: [UInt8] = []
                swap(&begun, &rest)
                guard let used = begun.withUnsafeBytes({ read($0, into: &sink) }) else { return false }
                if used > 0 { begun.removeAll(keepingCapacity: true) }
                swap(&begun, &rest)
            }
            let fresh = UnsafeRawBufferPointer(rebasing: buffer[taken...])
            guard let used = read(fresh, into: &sink) else { return false }
            rest += fresh[used...]
            return true
        }
    }

    /// How many bytes a frame that has begun wants at least; 0 when it is none.
    private static func missingCount(of rest: [UInt8]) -> Int {
        rest.withUnsafeBytes { bytes in
            var cursor = ProtobufCursor(bytes)
            guard let length = cursor.takeVarint() else { return bytes.count < 10 ? 1 : 0 }
            guard length <= UInt64(longestFrame) else { return 0 }
            return max(0, cursor.takenCount + 4 + Int(length) - bytes.count)
        }
    }

    /// Reads whole frames; gives how many bytes they had, and `nil` for damaged ones.
    private mutating func read(_ buffer: UnsafeRawBufferPointer, into sink: inout some SampleSink) -> Int? {
        var taken = 0
        while taken < buffer.count {
            var cursor = ProtobufCursor(UnsafeRawBufferPointer(rebasing: buffer[taken...]))
            // A length that never ends is none; ten bytes hold every one.
            guard let length = cursor.takeVarint() else { return buffer.count - taken < 10 ? taken : nil }
            guard length <= UInt64(Self.longestFrame) else { return nil }
            guard let checksum = cursor.take(4), let frame = cursor.take(Int(length)) else { return taken }
            guard checksum.reduce(0, { $0 << 8 | UInt32($1) }) == CRC32C.checksum(of: frame),
                readFrame(frame, into: &sink)
            else { return nil }
            taken += cursor.takenCount
        }
        return taken
    }

    private mutating func readFrame(_ frame: UnsafeRawBufferPointer, into sink: inout some SampleSink) -> Bool {
        var cursor = ProtobufCursor(frame)
        while !cursor.isAtEnd {
            guard let field = cursor.takeField() else { return false }
            if case (1, .bytes(let series)) = field, !readSeries(series, into: &sink) { return false }
        }
        return true
    }

    private mutating func readSeries(_ message: UnsafeRawBufferPointer, into sink: inout some SampleSink) -> Bool {
        var cursor = ProtobufCursor(message)
        var pairs: [(name: String, value: String)] = []
        while !cursor.isAtEnd {
            switch cursor.takeField() {
            case (1, .bytes(let label))?:
                guard let pair = Self.readLabel(label) else { return false }
                pairs.append(pair)
            case nil: return false
            default: continue
            }
        }
        guard let labels = SeriesLabels(pairs) else { return false }
        guard let series = labels.series, sink.begin(series) else { return true }
        var chunks = ProtobufCursor(message)
        while let field = chunks.takeField() {
            guard case (2, .bytes(let chunk)) = field else { continue }
            guard readChunk(chunk) else { return false }
            block.send(to: &sink)
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

    private mutating func readChunk(_ message: UnsafeRawBufferPointer) -> Bool {
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
        guard encoding == 1, let data else {
            block.removeAll()
            return true
        }
        return XORSamples.read(data, into: &block)
    }
}
