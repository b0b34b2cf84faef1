/// Reads the JSON of a range query while it comes, in one pass, without a tree in between.
///
/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors>; keys may stand in any order, but a
/// series' name comes before its values. Of the text, no more is held than the longest name of a series.
package struct RangeAnswer: AnswerReader {
    /// Where in the answer the next piece of text stands.
    private enum Place {
        case beginning
        case answer
        case data
        case result
        case series
        case values
        case end
    }

    /// A piece of text that is read as one, such as a sample, has at most so many bytes.
    private static let longestPiece = 1 << 20
    /// Samples that are handed on at once.
    private static let blockCount = 4_096

    /// Where it stands, but for the text.
    private struct Standing {
        var place = Place.beginning
        /// Whether nothing came before in the object or the array of ``place``.
        var isFirst = true
        /// Open brackets of a value that is passed over; 0 when none is.
        var skippedDepth = 0
        /// Whether the sink wants the samples of this series; `nil` before its name.
        var isWanted: Bool?
    }

    private var standing = Standing()
    /// The beginning of a piece of text that is not whole yet.
    private var rest: [UInt8] = []
    private var block = SampleBlock()
    private var digits = SampleDigits()

    /// Begins before the first byte.
    package init() {}

    /// Whether the answer has come to its end.
    package var isWhole: Bool { standing.place == .end && rest.isEmpty }

    /// Hands the samples that are whole now to `sink`; `false` when the text is no answer of a range query.
    package mutating func append(_ bytes: [UInt8], into sink: inout some SampleSink) -> Bool {
        var used = 0
        // A piece of text that began before is made whole and read; all others are read where they lie.
        while !rest.isEmpty, used < bytes.count {
            let held = rest.count - used
            let more = min(max(512, used), bytes.count - used)
            rest += bytes[used..<used + more]
            used += more
            // Out of the way, so that reading has this value for itself.
            var begun: [UInt8] = []
            swap(&begun, &rest)
            guard let taken = begun.withUnsafeBufferPointer({ read($0, into: &sink) }) else { return false }
            swap(&begun, &rest)
            if taken >= held {
                used = taken - held
                rest.removeAll(keepingCapacity: true)
            } else {
                rest.removeFirst(taken)
            }
        }
        guard rest.isEmpty else { return rest.count <= Self.longestPiece }
        return bytes.withUnsafeBufferPointer { buffer in
            let fresh = UnsafeBufferPointer(rebasing: buffer[used...])
            guard let taken = read(fresh, into: &sink), fresh.count - taken <= Self.longestPiece else { return false }
            rest += fresh[taken...]
            return true
        }
    }

    /// Reads what is whole; gives how many bytes that is, and `nil` for what is no answer.
    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, into sink: inout some SampleSink) -> Int? {
        var taken = 0
        while true {
            if standing.skippedDepth > 0 {
                // Brackets are only counted.
                var cursor = JSONCursor(bytes, from: taken)
                cursor.skip(&standing.skippedDepth)
                taken = cursor.position
                if standing.skippedDepth > 0 { return taken }
            }
            if standing.place == .values { taken = takeSamples(bytes, from: taken, into: &sink) }
            let before = standing
            var cursor = JSONCursor(bytes, from: taken)
            let isSound = takePiece(&cursor, into: &sink)
            if cursor.hasRunOut {
                // The piece is tried again when more has come; blanks at the end are nothing to wait for.
                standing = before
                return standing.place == .end ? bytes.count : taken
            }
            guard isSound else { return nil }
            taken = cursor.position
        }
    }

    private mutating func takePiece(_ cursor: inout JSONCursor, into sink: inout some SampleSink) -> Bool {
        switch standing.place {
        case .beginning: return cursor.take(UInt8(ascii: "{")) && enter(.answer)
        case .answer, .data, .series:
            if cursor.peek() == UInt8(ascii: "}") { return cursor.take(UInt8(ascii: "}")) && leave() }
            guard takeComma(&cursor), let key = cursor.takeString(), cursor.take(UInt8(ascii: ":")) else {
                return false
            }
            return takeValue(of: key, &cursor, into: &sink)
        case .result, .values:
            if cursor.peek() == UInt8(ascii: "]") { return cursor.take(UInt8(ascii: "]")) && leave() }
            guard takeComma(&cursor) else { return false }
            if standing.place == .values { return takeSample(&cursor, into: &sink) }
            standing.isWanted = nil
            return cursor.take(UInt8(ascii: "{")) && enter(.series)
        case .end:
            // Only blanks may follow.
            return cursor.peek() == nil
        }
    }

    private mutating func takeValue(
        of key: String,
        _ cursor: inout JSONCursor,
        into sink: inout some SampleSink
    ) -> Bool {
        switch (standing.place, key) {
        case (.answer, "data"): return cursor.take(UInt8(ascii: "{")) && enter(.data)
        case (.data, "result"): return cursor.take(UInt8(ascii: "[")) && enter(.result)
        case (.series, "metric"):
            guard let labels = cursor.takeLabels(), !cursor.hasRunOut else { return false }
            standing.isWanted = labels.series.map { sink.begin($0) } ?? false
            return true
        case (.series, "values"):
            guard let isWanted = standing.isWanted else { return false }
            return isWanted ? cursor.take(UInt8(ascii: "[")) && enter(.values) : skipValue(&cursor)
        default: return skipValue(&cursor)
        }
    }

    /// Begins to pass over a value of any kind.
    private mutating func skipValue(_ cursor: inout JSONCursor) -> Bool {
        switch cursor.peek() {
        case UInt8(ascii: "\"")?: return cursor.takeString() != nil
        case UInt8(ascii: "{")?, UInt8(ascii: "[")?:
            standing.skippedDepth = 1
            return cursor.take(UInt8(ascii: "{")) || cursor.take(UInt8(ascii: "["))
        default: return cursor.skipWord()
        }
    }

    private mutating func takeComma(_ cursor: inout JSONCursor) -> Bool {
        guard !standing.isFirst else {
            standing.isFirst = false
            return true
        }
        return cursor.take(UInt8(ascii: ","))
    }

    private mutating func enter(_ place: Place) -> Bool {
        (standing.place, standing.isFirst) = (place, true)
        return true
    }

    private mutating func leave() -> Bool {
        switch standing.place {
        case .values: standing.place = .series
        case .series: standing.place = .result
        case .result: standing.place = .data
        case .data: standing.place = .answer
        case .answer, .beginning, .end: standing.place = .end
        }
        standing.isFirst = false
        return true
    }

    // MARK: Samples

    /// Reads a sample that is written in any way.
    private mutating func takeSample(_ cursor: inout JSONCursor, into sink: inout some SampleSink) -> Bool {
        guard cursor.take(UInt8(ascii: "[")), let time = cursor.takeNumber(), cursor.take(UInt8(ascii: ",")),
            let value = cursor.takeValue(), cursor.take(UInt8(ascii: "]")),
            let milliseconds = Int64(exactly: (time * 1_000).rounded())
        else { return false }
        block.fill(1) { times, values in
            (times[0], values[0]) = (milliseconds, value)
            return 1
        }
        block.send(to: &sink)
        return true
    }

    /// Reads samples as Prometheus writes them, as many as are whole; gives where it stopped.
    private mutating func takeSamples(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        into sink: inout some SampleSink
    ) -> Int {
        guard let base = bytes.baseAddress else { return start }
        var (position, isFirst, digits) = (start, standing.isFirst, digits)
        let last = bytes.count - SampleDigits.margin
        var isFull = true
        while isFull {
            block.fill(Self.blockCount) { times, values in
                var count = 0
                while count < Self.blockCount, position <= last {
                    var place = position
                    if !isFirst {
                        guard base[place] == UInt8(ascii: ",") else { break }
                        place += 1
                    }
                    guard let sample = digits.sample(base, &place) else { break }
                    (times[count], values[count]) = (sample.milliseconds, sample.value)
                    (position, isFirst) = (place, false)
                    count += 1
                }
                isFull = count == Self.blockCount
                return count
            }
            block.send(to: &sink)
        }
        (standing.isFirst, self.digits) = (isFirst, digits)
        return position
    }
}
