/// Points in time as RFC 3339 writes them, such as `2020-01-18T13:45:29.25Z`.
enum RFC3339 {
    /// Milliseconds since the Unix epoch, finer fractions cut off; `nil` when `text` is not such a time.
    static func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t") || text[10] == 0x20,
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = digits(text, 0..<4), let month = digits(text, 5..<7), let day = digits(text, 8..<10),
            let hour = digits(text, 11..<13), let minute = digits(text, 14..<16), let second = digits(text, 17..<19),
            1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 61
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        if text[position] == UInt8(ascii: ".") {
            position += 1
            var unit: Int64 = 100
            let start = position
            while position < text.count, let digit = digits(text, position..<position + 1) {
                fraction += digit * unit
                unit /= 10
                position += 1
            }
            guard position > start else { return nil }
        }
        guard let offset = offsetMinutes(text, position) else { return nil }
        let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
        return seconds * 1_000 + fraction
    }

    /// Appends a time in UTC: whole seconds, or milliseconds when they are wanted.
    static func append(_ milliseconds: Int64, withMilliseconds: Bool, to bytes: inout [UInt8]) {
        let (seconds, rest) = floorDivide(milliseconds, 1_000)
        let (day, secondOfDay) = floorDivide(seconds, 86_400)
        let (year, month, dayOfMonth) = date(day)
        append(year, width: 4, to: &bytes)
        for (separator, value) in [("-", month), ("-", dayOfMonth)] {
            bytes.append(contentsOf: separator.utf8)
            append(value, width: 2, to: &bytes)
        }
        for (separator, value) in [("T", secondOfDay / 3_600), (":", secondOfDay / 60 % 60), (":", secondOfDay % 60)] {
            bytes.append(contentsOf: separator.utf8)
            append(value, width: 2, to: &bytes)
        }
        if withMilliseconds {
            bytes.append(UInt8(ascii: "."))
            append(rest, width: 3, to: &bytes)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The quotient that is rounded down, and what remains.
    static func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let remainder = value % divisor
        return remainder < 0 ? (value / divisor - 1, remainder + divisor) : (value / divisor, remainder)
    }

    private static func offsetMinutes(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int64? {
        guard position < text.count else { return nil }
        if text[position] | 0x20 == UInt8(ascii: "z") { return position + 1 == text.count ? 0 : nil }
        let sign: Int64
        switch text[position] {
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard text.count == position + 6, text[position + 3] == UInt8(ascii: ":"),
            let hours = digits(text, position + 1..<position + 3),
            let minutes = digits(text, position + 4..<position + 6)
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    @inline(__always)
    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64? {
        var value: Int64 = 0
        for position in range {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func append(_ value: Int64, width: Int, to bytes: inout [UInt8]) {
        var unit: Int64 = 1
        for _ in 1..<width { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / unit % 10))
            unit /= 10
        }
    }

    /// Days since 1970-01-01.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400).0
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date of a number of days since 1970-01-01.
    ///
    /// Source: as above, `civil_from_days`.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }
}
