/// Reads the JSON of a range query in one pass, without a tree in between.
///
/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors>; keys may stand in any order.
enum RangeAnswer {
    /// Hands the samples of a whole answer to `sink`; `false` when it is not one of a range query.
    static func read(_ bytes: [UInt8], into sink: inout some SampleSink) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            var cursor = JSONCursor(buffer)
            return readObject(&cursor) { key, cursor in
                guard key == "data" else { return cursor.skipValue() }
                return readObject(&cursor) { key, cursor in
                    guard key == "result" else { return cursor.skipValue() }
                    return readArray(&cursor) { cursor in readSeries(&cursor, into: &sink) }
                }
            } && cursor.isAtEnd
        }
    }

    private static func readSeries(_ cursor: inout JSONCursor, into sink: inout some SampleSink) -> Bool {
        var isWanted: Bool?
        var samples: [SeriesSample] = []
        return readObject(&cursor) { key, cursor in
            switch key {
            case "metric":
                var pairs: [(name: String, value: String)] = []
                let isRead = readObject(&cursor) { name, cursor in
                    guard let value = cursor.takeString() else { return false }
                    pairs.append((name, value))
                    return true
                }
                guard isRead, let series = PrometheusSeries(validating: pairs) else { return false }
                isWanted = sink.begin(series)
                return true
            case "values":
                guard let isWanted else { return false }
                guard isWanted else { return cursor.skipValue() }
                samples.removeAll(keepingCapacity: true)
                guard readSamples(&cursor, into: &samples) else { return false }
                sink.append(samples)
                return true
            default: return cursor.skipValue()
            }
        }
    }

    private static func readSamples(_ cursor: inout JSONCursor, into samples: inout [SeriesSample]) -> Bool {
        readArray(&cursor) { cursor in
            guard cursor.take(UInt8(ascii: "[")), let time = cursor.takeNumber(), cursor.take(UInt8(ascii: ",")),
                cursor.take(UInt8(ascii: "\"")), let value = cursor.takeValue(), cursor.take(UInt8(ascii: "]")),
                let milliseconds = Int64(exactly: (time * 1_000).rounded())
            else { return false }
            samples.append(SeriesSample(milliseconds: milliseconds, value: value))
            return true
        }
    }

    private static func readObject(
        _ cursor: inout JSONCursor,
        _ readValue: (String, inout JSONCursor) -> Bool
    ) -> Bool {
        guard cursor.take(UInt8(ascii: "{")) else { return false }
        if cursor.take(UInt8(ascii: "}")) { return true }
        repeat {
            guard let key = cursor.takeString(), cursor.take(UInt8(ascii: ":")), readValue(key, &cursor) else {
                return false
            }
        } while cursor.take(UInt8(ascii: ","))
        return cursor.take(UInt8(ascii: "}"))
    }

    private static func readArray(_ cursor: inout JSONCursor, _ readElement: (inout JSONCursor) -> Bool) -> Bool {
        guard cursor.take(UInt8(ascii: "[")) else { return false }
        if cursor.take(UInt8(ascii: "]")) { return true }
        repeat {
            guard readElement(&cursor) else { return false }
        } while cursor.take(UInt8(ascii: ","))
        return cursor.take(UInt8(ascii: "]"))
    }
}
