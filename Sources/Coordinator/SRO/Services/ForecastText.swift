public import Store

extension StoredForecast {
    /// Appends the whole forecast as one JSON object, which is what goes into the topic of records.
    ///
    /// Numbers have the shortest digits that read back as the same number; what is not known is `null`.
    public func appendJSON(slice: Slice, to bytes: inout [UInt8]) {
        var text =
            #"{"slice":"\#(slice.id)","kpi":"\#(jsonEscaped(slice.kpi.name))","unit":"\#(jsonEscaped(slice.kpi.unit))""#
        text += #","second":\#(second),"flavor":"\#(flavor)","model_version":\#(version)"#
        text += #","last_value":\#(jsonNumber(lastValue)),"running_median":\#(jsonNumber(runningMedian)),"horizons":["#
        for (index, point) in points.enumerated() {
            if index > 0 { text += "," }
            text += #"{"horizon_seconds":\#(point.horizonSeconds),"due_second":\#(dueSecond(of: point))"#
            text += #","value":\#(jsonNumber(point.value)),"lower":\#(jsonNumber(point.lower))"#
            text += #","upper":\#(jsonNumber(point.upper))"#
            text += #","violation_probability":\#(jsonNumber(point.violationProbability))"#
            text += #","fresh_share":\#(jsonNumber(point.freshShare)),"degraded":\#(point.isDegraded)"#
            text += #","family":"\#(point.family)"}"#
        }
        bytes.append(contentsOf: (text + "]}").utf8)
    }

    /// The UTC second that a point is about.
    public func dueSecond(of point: Point) -> Int64 {
        second + 1 + Int64(point.horizonSeconds)
    }
}

private func jsonNumber(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    return "\(value)"
}

private func jsonEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": escaped += "\\\(scalar)"
        case "\0"..<" ": escaped += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
