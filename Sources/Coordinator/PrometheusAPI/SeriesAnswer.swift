/// The series that a server has listed.
public struct SeriesListing: Equatable, Sendable {
    /// Those that can be asked for.
    public var series: [PrometheusSeries] = []
    /// How many others there are, whose names are any text, which servers since version 3 may have.
    public var foreignCount = 0

    /// A list of none.
    package init() {}
}

/// Reads the JSON that lists series: `{"status":"success","data":[{"__name__":"up",…},…]}`.
///
/// In one pass, since thousands of objects of texts take Foundation's decoder longer than the server.
///
/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#finding-series-by-label-matchers>; keys may stand in any
/// order.
package enum SeriesAnswer {
    /// The series, as they are listed; `nil` when the text is no such answer.
    package static func series(in text: [UInt8]) -> SeriesListing? {
        text.withUnsafeBufferPointer { bytes in
            var cursor = JSONCursor(bytes)
            guard cursor.take(UInt8(ascii: "{")) else { return nil }
            var (series, isFirst): (SeriesListing?, Bool) = (nil, true)
            while !cursor.take(UInt8(ascii: "}")) {
                guard isFirst || cursor.take(UInt8(ascii: ",")), let key = cursor.takeString(),
                    cursor.take(UInt8(ascii: ":"))
                else { return nil }
                isFirst = false
                if key == "data" {
                    guard let list = takeList(&cursor) else { return nil }
                    series = list
                } else if !cursor.skipValue() {
                    return nil
                }
            }
            return cursor.peek() == nil ? series : nil
        }
    }

    private static func takeList(_ cursor: inout JSONCursor) -> SeriesListing? {
        guard cursor.take(UInt8(ascii: "[")) else { return nil }
        var (list, isFirst) = (SeriesListing(), true)
        while !cursor.take(UInt8(ascii: "]")) {
            guard isFirst || cursor.take(UInt8(ascii: ",")), let labels = cursor.takeLabels() else { return nil }
            isFirst = false
            switch labels {
            case .series(let series): list.series.append(series)
            case .foreign: list.foreignCount += 1
            }
        }
        return list
    }
}

extension JSONCursor {
    /// The labels of a series, an object of texts with `__name__` among them.
    mutating func takeLabels() -> SeriesLabels? {
        var pairs: [(name: String, value: String)] = []
        guard take(UInt8(ascii: "{")) else { return nil }
        while !take(UInt8(ascii: "}")) {
            guard pairs.isEmpty || take(UInt8(ascii: ",")), let name = takeString(), take(UInt8(ascii: ":")),
                let value = takeString()
            else { return nil }
            pairs.append((name, value))
        }
        return SeriesLabels(pairs)
    }

    /// Passes a value of any kind, of which the text holds all; `false` when it does not, or there is none.
    fileprivate mutating func skipValue() -> Bool {
        switch peek() {
        case UInt8(ascii: "\"")?: return takeString() != nil
        case UInt8(ascii: "{")?, UInt8(ascii: "[")?:
            var depth = 0
            skip(&depth)
            return depth == 0
        default: return skipWord()
        }
    }
}
