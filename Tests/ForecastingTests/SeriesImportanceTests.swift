import FeatureSelection
import Forecasting
import Glibc
import Testing

@Suite struct SeriesImportanceTests {
    @Test func creditsWhatHoldsForwardAndNotTheClock() throws {
        let rows = 0..<600
        let load = rows.map { 8 + 6 * sin(2 * .pi * Double($0) / 90) + Double($0 * 7919 % 101) / 100 }
        let clock = rows.map { Double($0) }
        let noise = rows.map { Double($0 * 104_729 % 1009) }
        let target = rows.map { load[$0] / 5 + Double($0 * 31 % 17) / 40 }
        let series = SeriesMatrix(names: ["clock", "load", "noise"], columns: [clock, load, noise])
        let importance = try SeriesImportance.ofBoostedTrees(series, target)
        #expect(importance[1] > 0.5)
        #expect(importance[0] < 0.1)
        #expect(importance[2] < 0.1)
        #expect(try SeriesImportance.ofBoostedTrees(series, target) == importance)
    }

    @Test func findsNothingInTooFewRows() throws {
        let series = SeriesMatrix(names: ["a"], columns: [[1, 2, 3]])
        #expect(try SeriesImportance.ofBoostedTrees(series, [1, .nan, 3]) == [0])
    }
}
