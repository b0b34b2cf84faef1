/// A second of Unix time as a date and a time of day in UTC.
struct CalendarTime: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// Takes `second` apart.
    ///
    /// The date follows Howard Hinnant's `civil_from_days` (<https://howardhinnant.github.io/date_algorithms.html>).
    init(second unixSecond: Int64) {
        let days = Int(unixSecond >= 0 ? unixSecond / 86_400 : (unixSecond - 86_399) / 86_400)
        let secondOfDay = Int(unixSecond) - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// Such as `2020-01-18`.
    var date: String { "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))" }
    /// Such as `13:45`.
    var hourAndMinute: String { "\(Self.twoDigits(hour)):\(Self.twoDigits(minute))" }
    /// Such as `13:45:29`.
    var timeOfDay: String { "\(hourAndMinute):\(Self.twoDigits(second))" }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
