import ChunkEncoding
import TestSupport
import Testing

@Suite struct XORChunkTests {
    @Test(arguments: RecordedChunk.all)
    func writesTheBytesOfPrometheus(recorded: RecordedChunk) {
        var chunk = XORChunk()
        for sample in recorded.samples {
            chunk.append(sample.value, at: sample.milliseconds)
        }
        // Prometheus 2.42 left an empty byte behind a whole one that ended a chunk, which no reader looks at.
        #expect(chunk.bytes == recorded.bytes || chunk.bytes + [0] == recorded.bytes)
        #expect(chunk.count == recorded.samples.count)
    }

    @Test(arguments: RecordedChunk.all)
    func readsTheBytesOfPrometheus(recorded: RecordedChunk) throws {
        let samples = try read(recorded.bytes)
        #expect(samples.map(\.milliseconds) == recorded.samples.map(\.milliseconds))
        #expect(samples.map(\.value.bitPattern) == recorded.samples.map(\.value.bitPattern))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func readsBackWhatWasWritten(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var chunk = XORChunk()
        var (times, bits): ([Int64], [UInt64]) = ([], [])
        var time = Int64(bitPattern: random.next())
        for _ in 0..<Int.random(in: 0...300, using: &random) {
            let width = UInt64.random(in: 0...63, using: &random)
            time &+= Bool.random(using: &random) ? 1_000 : Int64(bitPattern: random.next() >> width)
            let (left, right) = (UInt64.random(in: 0...63, using: &random), UInt64.random(in: 0...63, using: &random))
            let change = (random.next() >> right) << left
            let value = Double(bitPattern: Bool.random(using: &random) ? bits.last ?? 0 : (bits.last ?? 0) ^ change)
            chunk.append(value, at: time)
            times.append(time)
            bits.append(value.bitPattern)
        }
        let samples = try read(chunk.bytes)
        #expect(samples.map(\.milliseconds) == times)
        #expect(samples.map(\.value.bitPattern) == bits)
    }

    @Test func aSteadySeriesTakesTwoBitsASample() {
        var chunk = XORChunk()
        for second in 0..<1_000 as Range<Int64> {
            chunk.append(42, at: 1_795_455_495_000 + second * 1_000)
        }
        #expect(chunk.bytes.count < 1_000 * 2 / 8 + 24)
    }

    @Test func aFullChunkTakesNoMore() throws {
        var chunk = XORChunk()
        for time in 0..<Int64(XORChunk.capacity) {
            chunk.append(Double(time % 7), at: time)
        }
        let full = chunk
        let wasTaken = chunk.append(1, at: 100_000)
        #expect(!wasTaken)
        #expect(chunk == full)
        #expect(try read(chunk.bytes).count == XORChunk.capacity)
    }

    @Test func everyCutIsAnErrorThatNamesTheSample() throws {
        let bytes = RecordedChunk.hard.bytes
        for length in 0..<bytes.count {
            let error = #expect(throws: ChunkError.self) { _ = try read(Array(bytes[..<length])) }
            #expect(error?.count == (length < 2 ? 0 : 27))
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func damagedBytesTrapNothing(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytes = (seed.isMultiple(of: 2) ? RecordedChunk.hard : .smooth).bytes
        for _ in 0..<200 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? read(bytes)
        }
    }

    private func read(_ bytes: [UInt8]) throws(ChunkError) -> [(milliseconds: Int64, value: Double)] {
        var reader = try XORChunkReader(bytes)
        var samples: [(milliseconds: Int64, value: Double)] = []
        while let sample = try reader.next() { samples.append(sample) }
        return samples
    }
}
