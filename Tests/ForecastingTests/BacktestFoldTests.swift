import Forecasting
import Testing

@Suite struct BacktestFoldTests {
    private let backtest = Backtest(settings: TrainingSettings())

    @Test func aLongRecordingsValidationWindowsHoldNoTrainingRow() throws {
        let fold = try #require(backtest.folds(rowCount: 10_577, split: 0.7).first)
        #expect([fold.trainingEnd, fold.firstRow, fold.firstForecastRow, fold.end] == [7_403, 7_403, 7_642, 10_577])
    }

    @Test func windowsHoldNoTrainingRowWhereThatIsAskedFor() throws {
        let fold = try #require(backtest.folds(rowCount: 1_801, split: 0.7, reachingBack: false).first)
        #expect([fold.trainingEnd, fold.firstRow, fold.firstForecastRow, fold.end] == [1_260, 1_260, 1_499, 1_801])
        #expect(!fold.windowsReachBack)
    }

    @Test func aShortRecordingIsJudgedFromTheSplitOn() throws {
        let fold = try #require(backtest.folds(rowCount: 1_801, split: 0.7).first)
        #expect([fold.trainingEnd, fold.firstRow, fold.firstForecastRow, fold.end] == [1_260, 1_020, 1_259, 1_801])
        #expect(fold.windowsReachBack)
    }

    @Test func windowsReachBackWhereThatIsAskedFor() throws {
        let fold = try #require(backtest.folds(rowCount: 10_577, split: 0.7, reachingBack: true).first)
        #expect([fold.trainingEnd, fold.firstRow, fold.firstForecastRow, fold.end] == [7_403, 7_163, 7_402, 10_577])
    }

    @Test func theOriginRollsOverTheSecondHalf() {
        let folds = backtest.folds(rowCount: 1_000, split: nil)
        #expect(folds.map(\.trainingEnd) == [500, 600, 700, 800, 900])
        #expect(folds.map(\.end) == [600, 700, 800, 900, 1_000])
    }
}
