internal import ChunkEncoding

/// The samples of one series at full resolution, compressed, for a client that was cut off.
///
/// Two minutes a second apart make a chunk, as in Prometheus; the oldest chunks go as a whole.
struct SeriesHistory {
    private static let chunkLength = 120
    private var sealed: [XORChunk] = []
    private var open = XORChunk()
    /// The memory of the chunk that went last, for the next one.
    private var spare: XORChunk?
    /// The bytes of the longest chunk so far.
    private var longest = 0

    /// Takes a sample, and forgets the chunks that ended before `oldest`.
    mutating func append(_ value: Double, at milliseconds: Int64, keepingFrom oldest: Int64) {
        // First, so that what goes is what the next chunk is written into.
        if let first = sealed.first, first.lastMilliseconds < oldest {
            spare = sealed.removeFirst()
        }
        if open.count >= SeriesHistory.chunkLength {
            longest = max(longest, open.bytes.count)
            sealed.append(open)
            open = spare.take() ?? XORChunk()
            open.removeAll()
            // Half as much again, and not each time: a stretch a little livelier than all before asks for no memory.
            if open.capacity < longest + longest / 8 { open.reserve(longest + longest / 2) }
        }
        open.append(value, at: milliseconds)
    }

    /// Forgets everything.
    mutating func removeAll() {
        sealed.removeAll()
        (open, spare, longest) = (XORChunk(), nil, 0)
    }

    /// How many bytes the samples take.
    var byteCount: Int { sealed.reduce(open.bytes.count) { $0 + $1.bytes.count } }

    /// How many samples there are.
    var count: Int { sealed.reduce(open.count) { $0 + $1.count } }

    /// Calls `body` with each sample in the range, oldest first.
    func forEach(in range: ClosedRange<Int64>, _ body: (Int64, Double) -> Void) {
        for chunk in sealed where chunk.lastMilliseconds >= range.lowerBound { SeriesHistory.read(chunk, range, body) }
        SeriesHistory.read(open, range, body)
    }

    private static func read(_ chunk: XORChunk, _ range: ClosedRange<Int64>, _ body: (Int64, Double) -> Void) {
        do {
            var reader = try XORChunkReader(chunk.bytes)
            while let (milliseconds, value) = try reader.next() {
                if range.contains(milliseconds) { body(milliseconds, value) }
            }
        } catch {
            // Our own chunks are whole; one that is not has nothing more to say.
        }
    }
}
