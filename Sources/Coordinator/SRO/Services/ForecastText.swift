public import Store

extension StoredForecast {
    /// Appends the whole forecast as one JSON object, which is what goes into the topic of records.
    ///
    /// Numbers have the shortest digits that read back as the same number; what is not known is `null`.
    public func appendJSON(slice: Slice, to bytes: inout [UInt8]) {
        var text = JSONBytes(bytes: bytes)
        bytes = []
        text.put(#"{"slice":""#, quoted: slice.id)
        text.put(#"","kpi":""#, quoted: slice.kpi.name)
        text.put(#"","unit":""#, quoted: slice.kpi.unit)
        text.put(#"","second":"#, second)
        text.put(#","flavor":""#, quoted: flavor)
        text.put(#"","model_version":"#, Int64(version))
        text.put(#","last_value":"#, lastValue)
        text.put(#","running_median":"#, runningMedian)
        text.put(#","horizons":["#)
        for (index, point) in points.enumerated() {
            if index > 0 { text.put(",") }
            text.put(#"{"horizon_seconds":"#, Int64(point.horizonSeconds))
            text.put(#","due_second":"#, dueSecond(of: point))
            text.put(#","value":"#, point.value)
            text.put(#","lower":"#, point.lower)
            text.put(#","upper":"#, point.upper)
            text.put(#","violation_probability":"#, point.violationProbability)
            text.put(#","fresh_share":"#, point.freshShare)
            text.put(point.isDegraded ? #","degraded":true"# : #","degraded":false"#)
            text.put(#","family":""#, quoted: point.family)
            text.put(#""}"#)
        }
        text.put("]}")
        bytes = text.bytes
    }

    /// The UTC second that a point is about.
    public func dueSecond(of point: Point) -> Int64 {
        second + 1 + Int64(point.horizonSeconds)
    }
}

/// Puts JSON together byte by byte: thousands of slices are told each second.
private struct JSONBytes {
    var bytes: [UInt8]

    mutating func put(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(_ text: StaticString, _ value: Double?) {
        put(text)
        if let value, value.isFinite { bytes.append(contentsOf: value.description.utf8) } else { put("null") }
    }

    mutating func put(_ text: StaticString, _ value: Int64) {
        put(text)
        bytes.append(contentsOf: value.description.utf8)
    }

    mutating func put(_ text: StaticString, quoted: String) {
        put(text)
        for byte in quoted.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                put(byte < 16 ? #"\u000"# : #"\u00"#)
                bytes.append(contentsOf: String(byte, radix: 16).utf8)
            default:
                bytes.append(byte)
            }
        }
    }
}
