/// Whether a series' values are points in time or time that went by, and so say nothing but when they were read.
///
/// A clock's rate would be 1 with the jitter of its reading, which some model could learn by heart.
///
/// - Parameters:
///   - values: The series as it was recorded, NaN where missing.
///   - seconds: The time of each row, UTC seconds, rising.
/// - Returns: Whether all values are Unix times (in seconds or milliseconds) within a day of their own row, as of a last
///   collection of garbage, or advance with the rows to the second, as an uptime does.
func isClock(_ values: some Sequence<Double>, seconds: some Sequence<Int64>) -> Bool {
    isTimeStamp(values, seconds, unitsPerSecond: 1) || isTimeStamp(values, seconds, unitsPerSecond: 1000)
}

private func isTimeStamp(
    _ values: some Sequence<Double>,
    _ seconds: some Sequence<Int64>,
    unitsPerSecond: Double
) -> Bool {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var (first, last): (Int64?, Int64?) = (nil, nil)
    var isNear = true
    for (value, second) in zip(values, seconds) where value.isFinite {
        let behind = Double(second) - value / unitsPerSecond
        lowest = min(lowest, behind)
        highest = max(highest, behind)
        first = first ?? second
        last = second
        // Where rows are counted from 0 instead of from 1970, any small value is near.
        isNear = isNear && second > 100_000_000 && abs(behind) < 86_400
        // Nearly every series is told apart by its first values.
        guard isNear || highest - lowest < 1 else { return false }
    }
    guard let first, let last, last - first >= 60 else { return false }
    return isNear || highest - lowest < 1
}
