/// Round steps for axes of time: seconds, minutes, hours and days of UTC.
enum TimeTicks {
    private static let steps: [Int64] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
        604_800, 2_592_000, 31_536_000,
    ]

    /// Labelled times between two seconds of Unix time; the date stands under the first and where a day begins.
    static func ticks(from lower: Double, through upper: Double, atMost count: Int) -> [Tick] {
        let bound = 4e12
        guard lower > -bound, upper < bound, lower < upper else {
            return []
        }
        let wanted = (upper - lower) / Double(max(1, count))
        let step = steps.first { Double($0) >= wanted } ?? Int64((wanted / 31_536_000).rounded(.up)) * 31_536_000
        var dateBefore = ""
        var ticks: [Tick] = []
        var second = Int64((lower / Double(step)).rounded(.up)) * step
        while Double(second) <= upper {
            let time = CalendarTime(second: second)
            if step >= 86_400 {
                ticks.append(Tick(value: Double(second), label: time.date))
            } else {
                let label = step < 60 ? time.timeOfDay : time.hourAndMinute
                let note = time.date == dateBefore ? "" : time.date
                ticks.append(Tick(value: Double(second), label: label, note: note))
            }
            dateBefore = time.date
            second += step
        }
        return ticks
    }
}
