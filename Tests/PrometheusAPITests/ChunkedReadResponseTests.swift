import Checksum
import ChunkEncoding
import MetricModel
import PrometheusAPI
import TestSupport
import Testing

@Suite struct ChunkedReadResponseTests {
    /// Writes messages of Protocol Buffers, as far as these tests need them.
    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        [number << 3 | 2] + varint(content.count) + content
    }

    private static func varint(_ value: Int) -> [UInt8] {
        guard value >= 0x80 else { return [UInt8(value)] }
        return [UInt8(value & 0x7F | 0x80)] + varint(value >> 7)
    }

    private static func series(_ name: String, _ chunks: [[UInt8]], encoding: UInt8 = 1) -> [UInt8] {
        let label = field(1, field(1, Array("__name__".utf8)) + field(2, Array(name.utf8)))
        return field(1, label + chunks.flatMap { field(2, [3 << 3, encoding] + field(4, $0)) })
    }

    private static func frame(_ message: [UInt8]) -> [UInt8] {
        let checksum = message.withUnsafeBytes { CRC32C.checksum(of: $0) }
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> $0) }
        return varint(message.count) + bytes + message
    }

    private static func chunk(_ samples: [(Int64, Double)]) -> [UInt8] {
        var chunk = XORChunk()
        for (milliseconds, value) in samples { chunk.append(value, at: milliseconds) }
        return chunk.bytes
    }

    /// Samples in and out of step, of many kinds of numbers.
    private static func samples(using random: inout SplitMix64) -> [(Int64, Double)] {
        let kind = Int.random(in: 0..<5, using: &random)
        var time = Int64.random(in: -10...1_700_000_000_000, using: &random)
        var total = 0.0
        return (0..<Int.random(in: 0...400, using: &random)).map { _ in
            let isLate = kind > 0 && Int.random(in: 0..<8, using: &random) == 0
            time +=
                isLate
                ? Int64.random(in: -100_000...1 << 40, using: &random) >> Int64.random(in: 0...40, using: &random)
                : 1_000
            total += Double(Int.random(in: 0..<2_000, using: &random))
            let value: Double =
                switch Int.random(in: 0...kind, using: &random) {
                case 0: total
                case 1: Double(Int.random(in: 0..<100_000, using: &random)) / 100
                case 2: Double(bitPattern: random.next())
                case 3: 7
                default: Double(bitPattern: 0x7FF0_0000_0000_0002)
                }
            return (time, value)
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func readsWhatChunksHoldInAnyPieces(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (bytes, wanted): ([UInt8], [(Int64, Double)]) = ([], [])
        for number in 0..<3 {
            let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in Self.samples(using: &random) }
            bytes += Self.frame(Self.series("metric_\(number)", parts.map(Self.chunk)))
            for name in ["unwanted", "any.text"] {
                bytes += Self.frame(
                    Self.series(name, parts.map(Self.chunk)) + Self.series("histogram", [[9]], encoding: 2)
                )
            }
            wanted += parts.joined()
        }
        var (reader, sink) = (ChunkedReadResponse(), GatheredSamples(unwanted: "unwanted"))
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...2_000, using: &random))
            try #require(reader.append(Array(bytes[start..<end]), into: &sink))
            start = end
        }
        #expect(reader.isWhole)
        #expect(sink.milliseconds == wanted.map(\.0))
        #expect(sink.bits == wanted.map(\.1.bitPattern))
        #expect(sink.series.map(\.name.text).first == "metric_0")
    }

    /// A value may change before any width was written: then in all its bits.
    @Test func readsAFirstChangeWithoutAWidth() throws {
        let chunk: [UInt8] = [
            0, 3, 128, 197, 230, 102, 16, 98, 64, 120, 11, 215, 10, 61, 112, 164, 232, 7, 174, 182, 201, 43, 10, 194,
            176,
            172, 237, 28, 100, 180, 89, 22, 69, 145, 100, 11,
        ]
        var slow = try XORChunkReader(chunk)
        var wanted: [UInt64] = []
        while let sample = try slow.next() { wanted.append(sample.value.bitPattern) }
        var (reader, sink) = (ChunkedReadResponse(), GatheredSamples())
        #expect(reader.append(Self.frame(Self.series("up", [chunk])), into: &sink))
        #expect(sink.bits == wanted && wanted.count == 3)
    }

    @Test func tellsTheRhythmOfSamplesInStep() {
        let inStep: [(Int64, Double)] = (0..<50).map { (row: Int) in (Int64(row) * 1_000 + 5, Double(row)) }
        var (reader, sink) = (ChunkedReadResponse(), GatheredSamples())
        let late = inStep.dropLast() + [(99_999, 1)]
        let bytes = Self.frame(Self.series("up", [inStep, Array(late), [(5, 1)]].map(Self.chunk)))
        #expect(reader.append(bytes, into: &sink))
        #expect(sink.rhythms == [1_000, nil, nil])
    }

    @Test(arguments: 0..<2_000 as Range<UInt64>)
    func survivesDamage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let samples: [(Int64, Double)] = (0..<130).map { (row: Int) in (Int64(row) * 1_000, Double(row * row % 77) / 8)
        }
        // A chunk is damaged behind the checksum's back: reading it must neither trap nor go beyond its end.
        var chunk = Self.chunk(samples)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            chunk[Int.random(in: 0..<chunk.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        chunk.removeLast(Int.random(in: 0..<40, using: &random))
        let frame = Self.frame(Self.series("up", [chunk]))
        var (reader, sink) = (ChunkedReadResponse(), GatheredSamples())
        let isSound = reader.append(frame, into: &sink)
        // The slower reader of the same format says the same.
        var slow = try XORChunkReader(chunk)
        var count = 0
        do {
            while let sample = try slow.next() {
                if isSound { #expect(sink.milliseconds[count] == sample.milliseconds) }
                count += 1
            }
            #expect(isSound && count == sink.milliseconds.count)
        } catch {
            #expect(!isSound)
        }
        // What the frame itself says is checked first.
        var damaged = Self.frame(Self.series("up", [Self.chunk(samples)]))
        damaged[Int.random(in: 6..<damaged.count, using: &random)] ^= 1
        var again = ChunkedReadResponse()
        #expect(!again.append(damaged, into: &sink))
    }

    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), (Array("123456789".utf8), 0xE306_9283), ([], 0),
        ] as [([UInt8], UInt32)]
    )
    func checksAsTheStandardDoes(bytes: [UInt8], checksum: UInt32) {
        #expect(bytes.withUnsafeBytes { CRC32C.checksum(of: $0) } == checksum)
        #expect(bytes.withUnsafeBytes { CRC32C.checksumByTables(of: $0) } == checksum)
    }

    @Test(arguments: 0..<64 as Range<UInt64>)
    func tablesAndInstructionsAgree(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        bytes.withUnsafeBytes { bytes in
            #expect(CRC32C.checksum(of: bytes) == CRC32C.checksumByTables(of: bytes))
        }
    }
}
