import Forecasting
import Foundation

/// Five minutes of a backtest.
struct BacktestBlock {
    let start: Int64
    let coverage: Double
    let meanError: Double
    let meanTruth: Double
    let meanForecast: Double

    static let seconds: Int64 = 300

    /// The middle, in UTC seconds.
    var middle: Double { Double(start) + Double(Self.seconds) / 2 }

    /// The start, for people.
    var time: String { Date(timeIntervalSince1970: Double(start)).formatted(.iso8601) }

    static func blocks(of points: [HorizonOutcome.Point]) -> [BacktestBlock] {
        var result: [BacktestBlock] = []
        var first = points.startIndex
        while first < points.endIndex {
            let number = points[first].second / seconds
            let end = points[first...].firstIndex { $0.second / seconds != number } ?? points.endIndex
            result.append(BacktestBlock(start: number * seconds, points[first..<end]))
            first = end
        }
        return result
    }

    private init(start: Int64, _ points: ArraySlice<HorizonOutcome.Point>) {
        let count = Double(points.count)
        func mean(_ value: (HorizonOutcome.Point) -> Double) -> Double { points.reduce(0) { $0 + value($1) } / count }
        self.start = start
        coverage = mean { $0.truth >= $0.lower && $0.truth <= $0.upper ? 1 : 0 }
        meanError = mean { abs($0.truth - $0.value) }
        meanTruth = mean(\.truth)
        meanForecast = mean(\.value)
    }
}
