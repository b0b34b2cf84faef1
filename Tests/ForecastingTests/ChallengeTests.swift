import Forecasting
import Testing

@Suite struct ChallengeTests {
    private static let rules = Challenge.Rules(liveSeconds: 50, margin: 0.02, tolerance: 0.05, patienceSeconds: 200)

    private func forecasts(after second: Int64, errors: [Int: Double]) -> [Forecast] {
        errors.sorted { $0.key < $1.key }.map { horizon, error in
            Forecast(
                second: second,
                horizonSeconds: horizon,
                value: 100 + error,
                lower: 0,
                upper: 200,
                family: .ridge
            )
        }
    }

    /// The verdict of each second in which both erred by these.
    private func verdicts(champion: [Int: Double], challenger: [Int: Double], seconds: Int64) -> [Challenge.Verdict] {
        var challenge = Challenge(rules: Self.rules)
        return (0..<seconds).map { second in
            let verdict = challenge.resolve(second: second, truth: 100)
            challenge.await(
                champion: forecasts(after: second, errors: champion),
                challenger: forecasts(after: second, errors: challenger)
            )
            return verdict
        }
    }

    @Test func promotesWhoWasBetterOverTheStatedSecondsAndNotBefore() {
        let verdicts = verdicts(champion: [1: 10, 5: 10], challenger: [1: 5, 5: 5], seconds: 80)
        // The first forecasts of 5 s are known at second 6; fifty of them at second 55.
        #expect(verdicts.firstIndex { $0 != .undecided } == 55)
        guard case .promote(let ratio) = verdicts[55] else {
            Issue.record("\(verdicts[55])")
            return
        }
        #expect(abs(ratio - 0.5) < 1e-9)
    }

    @Test func keepsTheChampionWhenTheyAreEqual() {
        #expect(!verdicts(champion: [1: 10], challenger: [1: 10], seconds: 190).contains { $0 != .undecided })
    }

    @Test func toleratesNoHorizonThatBecomesClearlyWorse() {
        let verdicts = verdicts(champion: [1: 10, 5: 10], challenger: [1: 1, 5: 12], seconds: 150)
        #expect(verdicts.allSatisfy { $0 == .undecided })
    }

    @Test func dismissesAChallengerWhosePatienceIsOver() {
        let verdicts = verdicts(champion: [1: 10], challenger: [1: 20], seconds: 201)
        #expect(verdicts.firstIndex { $0 != .undecided } == 199)
        #expect(verdicts[199] == .dismiss(errorRatio: 2))
    }

    @Test func theOldModelComesBackAsChallengerOfTheNewOne() {
        guard case .promote = verdicts(champion: [1: 20], challenger: [1: 10], seconds: 60)[58] else {
            Issue.record("the better one was not promoted")
            return
        }
    }

    @Test func comparesOnlyForecastsThatBothMade() {
        var challenge = Challenge(rules: Self.rules)
        challenge.await(
            champion: forecasts(after: 0, errors: [1: 10, 5: 10]),
            challenger: forecasts(after: 0, errors: [1: 5])
        )
        challenge.await(
            champion: forecasts(after: 1, errors: [1: 10]),
            challenger: forecasts(after: 2, errors: [1: 5])
        )
        for second: Int64 in 1...8 { _ = challenge.resolve(second: second, truth: 100) }
        #expect(challenge.errorRatios == [1: 0.5])
    }

    @Test func aMissingTruthIsNoError() {
        var challenge = Challenge(rules: Self.rules)
        challenge.await(
            champion: forecasts(after: 0, errors: [1: 10]),
            challenger: forecasts(after: 0, errors: [1: 5])
        )
        #expect(challenge.resolve(second: 2, truth: .nan) == .undecided)
        #expect(challenge.errorRatio == nil)
        #expect(challenge.liveSeconds == 0)
    }
}

@Suite struct RetrainingTriggerTests {
    private func performance(drifted: Bool = false, stoodDown: Bool = false) -> [LivePerformance] {
        [
            LivePerformance(
                horizonSeconds: 30,
                samples: 500,
                coverage: 0.9,
                nmae: 0.2,
                lastValueNMAE: 0.3,
                runningMedianNMAE: 0.3,
                isStoodDown: stoodDown,
                hasDrifted: drifted
            )
        ]
    }

    @Test func givesDriftAsTheReason() {
        let trigger = RetrainingTrigger(trainedUntil: 0, minimumPauseSeconds: 900)
        #expect(trigger.reason(at: 1_000, performance: performance()) == nil)
        #expect(trigger.reason(at: 1_000, performance: performance(drifted: true)) == .drift)
        #expect(trigger.reason(at: 1_000, performance: performance(stoodDown: true)) == .stoodDown)
        #expect(trigger.reason(at: 90_000, performance: performance()) == .age)
    }

    @Test func leavesAPauseBetweenTwoTrainings() {
        var trigger = RetrainingTrigger(trainedUntil: 0, minimumPauseSeconds: 900)
        trigger.trainingBegan(at: 1_000)
        #expect(trigger.reason(at: 1_899, performance: performance(drifted: true)) == nil)
        #expect(trigger.reason(at: 1_900, performance: performance(drifted: true)) == .drift)
    }
}
