import Foundation
import GRDB

extension Store {
    /// What was forecast at the seconds of a span, oldest first.
    ///
    /// - Throws: ``StoreError``.
    public func forecasts(slice: Int64, seconds: ClosedRange<Int64>) async throws(StoreError) -> [StoredForecast] {
        try await read("read forecasts") { database in
            let cursor = try Row.fetchCursor(
                database,
                sql: "SELECT * FROM forecast WHERE slice = ? AND second BETWEEN ? AND ? ORDER BY second",
                arguments: [slice, seconds.lowerBound, seconds.upperBound]
            )
            var forecasts: [StoredForecast] = []
            while let row = try cursor.next() {
                forecasts.append(try Self.forecast(from: row))
            }
            return forecasts
        }
    }

    static func insert(_ forecast: StoredForecast, slice: Int64, in database: Database) throws {
        var numbers: [Double] = []
        for point in forecast.points {
            numbers += [Double(point.horizonSeconds), point.value, point.lower, point.upper]
            numbers += [point.violationProbability ?? .nan, point.freshShare, point.isDegraded ? 1 : 0]
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO forecast
                (slice, second, flavor, version, lastValue, runningMedian, families, numbers)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try statement.execute(arguments: [
            slice, forecast.second, forecast.flavor, forecast.version, forecast.lastValue, forecast.runningMedian,
            forecast.points.map(\.family).joined(separator: ","), NumberBlob.encode(numbers),
        ])
    }

    private static func forecast(from row: Row) throws -> StoredForecast {
        let second: Int64 = row["second"]
        let what = "the forecast of second \(second)"
        let numbers = try NumberBlob.decode(row["numbers"], of: what)
        let families = (row["families"] as String).split(separator: ",").map(String.init)
        let width = 7
        guard numbers.count == families.count * width else {
            throw StoreError.damaged(what: what, reason: "\(numbers.count) numbers for \(families.count) horizons")
        }
        let points = try families.enumerated().map { index, family in
            let fields = numbers[index * width..<(index + 1) * width]
            let start = fields.startIndex
            guard let horizon = Int(exactly: fields[start]) else {
                throw StoreError.damaged(what: what, reason: "the horizon is \(fields[start])")
            }
            return StoredForecast.Point(
                horizonSeconds: horizon,
                value: fields[start + 1],
                lower: fields[start + 2],
                upper: fields[start + 3],
                violationProbability: fields[start + 4].isNaN ? nil : fields[start + 4],
                freshShare: fields[start + 5],
                isDegraded: fields[start + 6] != 0,
                family: family
            )
        }
        return StoredForecast(
            second: second,
            flavor: row["flavor"],
            version: row["version"],
            lastValue: row["lastValue"],
            runningMedian: row["runningMedian"],
            points: points
        )
    }
}
