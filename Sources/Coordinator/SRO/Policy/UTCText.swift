/// An instant as people read it, `2026-11-23 23:10:19 UTC`.
///
/// The calendar is computed from the day's number (Hinnant, "chrono-compatible low-level date algorithms"), so that the
/// host's time zone and locale have no say.
package func utcText(milliseconds: Int64) -> String {
    let seconds = milliseconds.flooredQuotient(1000)
    let days = seconds.flooredQuotient(86_400)
    let second = seconds - days * 86_400
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(year)-\(padded(month))-\(padded(day))"
    return "\(date) \(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60)) UTC"
}

private func padded(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}

extension Int64 {
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
