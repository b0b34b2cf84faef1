import Forecasting
import SRO
import TestSupport
import Testing

@Suite struct PolicyTests {
    private static let ladder = Flavor.ladder([Flavor(id: "low"), Flavor(id: "middle"), Flavor(id: "high")])
    static let start: Int64 = 1_700_000_000

    static func settings(_ change: (inout PolicySettings) -> Void = { _ in }) -> PolicySettings {
        var settings = PolicySettings()
        settings.mode = .act
        settings.upgradeSeconds = 2
        settings.downgradeSeconds = 3
        settings.minimumDwell = 0
        settings.cooldownUp = 0
        settings.cooldownDown = 0
        settings.settle = 0
        change(&settings)
        return settings
    }

    static func assessment(_ probability: Double, second: Int64, upper: Double? = nil) -> Assessment {
        let value = 100 * probability
        let forecast = Forecast(
            second: second,
            horizonSeconds: 30,
            value: value,
            lower: value / 2,
            upper: upper ?? value,
            violationProbability: probability,
            family: .ridge
        )
        return Assessment(second: second, forecast: forecast, probability: probability)
    }

    /// A second in which the flavor in force breaks the agreement with one probability, and the lower one with another.
    static func situation(
        _ offset: Int64,
        _ probability: Double?,
        lower: Double? = nil,
        flavor: String = "low",
        mode: OrchestrationMode = .act,
        mayAct: Bool = true,
        expectsForecasts: Bool = true
    ) -> Situation {
        let second = start + offset
        var alternatives: [String: Assessment] = [:]
        if let lower { alternatives["low"] = assessment(lower, second: second) }
        return Situation(
            milliseconds: (second + 1) * 1000 + 100,
            flavor: flavor,
            mode: mode,
            mayAct: mayAct,
            expectsForecasts: expectsForecasts,
            current: probability.map { assessment($0, second: second) },
            alternatives: alternatives
        )
    }

    /// A policy that can be asked inside an expectation.
    final class Judge {
        private var policy: Policy

        init(_ settings: PolicySettings, past: [PastChange] = []) {
            policy = Policy(
                settings: settings,
                ladder: PolicyTests.ladder,
                bound: .upper(100),
                past: past
            )
        }

        @discardableResult
        func verdict(on situation: Situation) -> Verdict { policy.verdict(on: situation) }

        func noteChange(
            from: String = "low",
            to: String = "middle",
            at milliseconds: Int64,
            isRehearsal: Bool = false
        ) {
            policy.noteChange(from: from, to: to, at: milliseconds, isRehearsal: isRehearsal)
        }
    }

    func policy(_ settings: PolicySettings = settings()) -> Judge { Judge(settings) }

    // MARK: Up

    @Test func aProbableViolationInConsecutiveSecondsAsksForTheNextFlavor() {
        let policy = policy()
        #expect(policy.verdict(on: Self.situation(0, 0.5)) == .stay)
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(policy.verdict(on: Self.situation(1, 0.5)) == .change(change))
    }

    @Test func oneBadSecondAsksForNothing() {
        let policy = policy()
        for offset in 0..<20 as Range<Int64> {
            #expect(policy.verdict(on: Self.situation(offset, offset.isMultiple(of: 2) ? 0.9 : 0.1)) == .stay)
        }
    }

    @Test func theSameSecondShownAgainIsNoNewEvidence() {
        let policy = policy()
        for _ in 0..<10 { #expect(policy.verdict(on: Self.situation(0, 0.9)) == .stay) }
    }

    @Test func aMissingOrUndefinedForecastAsksForNothing() {
        let policy = policy()
        for offset in 0..<60 as Range<Int64> {
            let probability: Double? = offset.isMultiple(of: 2) ? nil : .nan
            #expect(policy.verdict(on: Self.situation(offset, probability)) == .stay)
        }
    }

    @Test func anOldForecastAsksForNothing() {
        let policy = policy()
        for offset in 0..<10 as Range<Int64> {
            var situation = Self.situation(offset, 0.9)
            situation.milliseconds += 4_000
            #expect(policy.verdict(on: situation) == .stay)
        }
    }

    @Test func aModelThatDidNotPassIsHeldAtTheGate() {
        let policy = policy()
        policy.verdict(on: Self.situation(0, 0.9, mayAct: false))
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(policy.verdict(on: Self.situation(1, 0.9, mayAct: false)) == .hold(change, because: .gate))
    }

    @Test func theTopOfTheLadderIsTheEnd() {
        let policy = policy()
        policy.verdict(on: Self.situation(0, 0.9, flavor: "high"))
        let change = Verdict.Change(from: "high", to: "high", rule: .violationProbable)
        let verdict = policy.verdict(on: Self.situation(1, 0.9, flavor: "high"))
        #expect(verdict == .hold(change, because: .endOfLadder))
    }

    @Test func theMaximumFlavorIsALimit() {
        let policy = policy(Self.settings { $0.maximumFlavor = "low" })
        policy.verdict(on: Self.situation(0, 0.9))
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(policy.verdict(on: Self.situation(1, 0.9)) == .hold(change, because: .limit))
    }

    @Test(arguments: [(0.9, "high"), (0.1, "middle")])
    func aLargerStepIsTakenOnlyWhenTheNextFlavorWouldNotHold(probability: Double, expected: String) {
        let policy = policy(Self.settings { $0.maximumStep = 2 })
        for offset in 0...1 as ClosedRange<Int64> {
            var situation = Self.situation(offset, 0.9)
            situation.alternatives["middle"] = Self.assessment(probability, second: Self.start + offset)
            let verdict = policy.verdict(on: situation)
            guard offset == 1 else { continue }
            #expect(verdict == .change(.init(from: "low", to: expected, rule: .violationProbable)))
        }
    }

    // MARK: Down

    @Test func aLowerFlavorThatWouldHoldForLongEnoughIsTaken() {
        let policy = policy()
        for offset in 0...1 as ClosedRange<Int64> {
            #expect(policy.verdict(on: Self.situation(offset, 0.0, lower: 0.01, flavor: "middle")) == .stay)
        }
        let change = Verdict.Change(from: "middle", to: "low", rule: .lowerFlavorHolds)
        #expect(policy.verdict(on: Self.situation(2, 0.0, lower: 0.01, flavor: "middle")) == .change(change))
    }

    @Test func withoutAModelOfTheLowerFlavorNothingIsTakenAway() {
        let policy = policy()
        for offset in 0..<100 as Range<Int64> {
            #expect(policy.verdict(on: Self.situation(offset, 0.0, flavor: "middle")) == .stay)
        }
    }

    @Test func anIntervalThatComesTooNearToTheBoundKeepsTheFlavor() {
        let policy = policy()
        for offset in 0..<100 as Range<Int64> {
            var situation = Self.situation(offset, 0.0, flavor: "middle")
            situation.alternatives["low"] = Self.assessment(0.01, second: Self.start + offset, upper: 95)
            #expect(policy.verdict(on: situation) == .stay)
        }
    }

    @Test func aDegradedForecastTakesNothingAway() {
        let policy = policy()
        for offset in 0..<100 as Range<Int64> {
            var situation = Self.situation(offset, 0.0, lower: 0.01, flavor: "middle")
            situation.alternatives["low"]?.forecast.isDegraded = true
            #expect(policy.verdict(on: situation) == .stay)
        }
    }

    // MARK: Time

    @Test func afterAChangeTheFlavorSettlesDwellsAndCoolsDown() {
        let settings = Self.settings {
            $0.settle = 10
            $0.minimumDwell = 20
            $0.cooldownUp = 30
        }
        let policy = policy(settings)
        policy.verdict(on: Self.situation(0, 0.1))
        policy.noteChange(at: (Self.start + 1) * 1000)
        var reasons: [Int64: HoldReason] = [:]
        var firstChange: Int64?
        for offset in 1..<60 as Range<Int64> {
            switch policy.verdict(on: Self.situation(offset, 0.9)) {
            case .stay: continue
            case .hold(_, let reason): reasons[offset] = reason
            case .change: firstChange = firstChange ?? offset
            }
        }
        #expect(reasons.keys.min() == 11)
        #expect(reasons[15] == .minimumDwell)
        #expect(reasons[25] == .cooldown)
        #expect(firstChange == 30)
    }

    @Test func aRestartNeitherRefillsTheBudgetNorEndsACooldown() {
        let settings = Self.settings {
            $0.changesPerHour = 2
            $0.cooldownUp = 60
        }
        let ages: [Int64] = [1_800_000, 30_000]
        let policy = Judge(settings, past: ages.map { PastChange(ageMilliseconds: $0, from: "low", to: "middle") })
        var verdicts: [Verdict] = []
        for offset in 0..<100 as Range<Int64> { verdicts.append(policy.verdict(on: Self.situation(offset, 0.9))) }
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(verdicts[10] == .hold(change, because: .cooldown))
        #expect(verdicts[90] == .hold(change, because: .budget))
    }

    @Test func aDryRunLeavesTheBudgetAndTheCooldownsToTheChangesThatAreMade() {
        let policy = policy(
            Self.settings {
                $0.changesPerHour = 1
                $0.cooldownUp = 60
                $0.settle = 30
            }
        )
        policy.verdict(on: Self.situation(0, 0.9, mode: .dryRun))
        policy.noteChange(at: (Self.start + 1) * 1000, isRehearsal: true)
        policy.verdict(on: Self.situation(1, 0.9, mode: .act))
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(policy.verdict(on: Self.situation(2, 0.9, mode: .act)) == .change(change))
    }

    @Test func aDryRunIsBoundedAsIfItActed() {
        let policy = policy(Self.settings { $0.changesPerHour = 2 })
        policy.noteChange(at: Self.start * 1000)
        policy.noteChange(at: (Self.start + 1) * 1000, isRehearsal: true)
        policy.verdict(on: Self.situation(2, 0.9, mode: .dryRun))
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(policy.verdict(on: Self.situation(3, 0.9, mode: .dryRun)) == .hold(change, because: .budget))
    }

    @Test func aClockThatJumpsAheadEndsNoCooldown() {
        let policy = policy(Self.settings { $0.cooldownUp = 60 })
        policy.verdict(on: Self.situation(0, 0.1))
        policy.noteChange(at: (Self.start + 1) * 1000)
        policy.verdict(on: Self.situation(3_600, 0.9))
        let change = Verdict.Change(from: "low", to: "middle", rule: .violationProbable)
        #expect(policy.verdict(on: Self.situation(3_601, 0.9)) == .hold(change, because: .cooldown))
    }

    /// After how many seconds a downgrade from "middle" is allowed, counted from the last change.
    private static func wait(of policy: Judge, from start: Int64) -> Int64? {
        (0..<200).first { offset in
            guard case .change = policy.verdict(on: situation(start + offset, 0, lower: 0, flavor: "middle")) else {
                return false
            }
            return true
        }
    }

    @Test(arguments: [(1, 20), (2, 40), (3, 80), (4, 80)])
    func aDowngradeThatWasTakenBackSoonDoublesTheWaitForTheNext(times: Int, expected: Int64) {
        let policy = policy(Self.settings { $0.cooldownDown = 10 })
        var second: Int64 = 0
        for _ in 0..<times {
            policy.noteChange(from: "middle", to: "low", at: (Self.start + second) * 1000)
            for _ in 0..<15 {
                second += 1
                policy.verdict(on: Self.situation(second, 0.1))
            }
            policy.noteChange(from: "low", to: "middle", at: (Self.start + second) * 1000)
        }
        #expect(Self.wait(of: policy, from: second).map { abs($0 - expected) <= 1 } == true)
    }

    @Test func aDowngradeThatLastedEndsTheCaution() {
        let policy = policy(Self.settings { $0.cooldownDown = 10 })
        var second: Int64 = 0
        for seconds in [5, 25] {
            policy.noteChange(from: "middle", to: "low", at: (Self.start + second) * 1000)
            for _ in 0..<seconds {
                second += 1
                policy.verdict(on: Self.situation(second, 0.1))
            }
            policy.noteChange(from: "low", to: "middle", at: (Self.start + second) * 1000)
        }
        #expect(Self.wait(of: policy, from: second).map { abs($0 - 10) <= 1 } == true)
    }

    @Test func aLowerFlavorThatNeverHoldsIsTriedEverMoreRarely() {
        let policy = policy(
            Self.settings {
                $0.minimumDwell = 30
                $0.cooldownUp = 15
                $0.cooldownDown = 60
                $0.settle = 10
                $0.changesPerHour = 3_600
            }
        )
        // Its model says that it would hold, and whenever it is in force it does not.
        var (flavor, changes) = ("low", 0)
        for offset in 0..<3_600 as Range<Int64> {
            let situation = Self.situation(offset, flavor == "low" ? 0.9 : 0, lower: 0, flavor: flavor)
            guard case .change(let change) = policy.verdict(on: situation) else { continue }
            policy.noteChange(from: change.from, to: change.to, at: situation.milliseconds)
            (flavor, changes) = (change.to, changes + 1)
        }
        // Every 90 s without caution, which is 80 times.
        #expect((15...20).contains(changes), "\(changes)")
    }

    @Test func aRestartForgetsNoCaution() {
        let past = [
            PastChange(ageMilliseconds: 30_000, from: "middle", to: "low"),
            PastChange(ageMilliseconds: 20_000, from: "low", to: "middle"),
        ]
        let policy = Judge(Self.settings { $0.cooldownDown = 30 }, past: past)
        #expect(Self.wait(of: policy, from: 0).map { abs($0 - 40) <= 1 } == true)
    }

    // MARK: Modes and loss of data

    @Test(arguments: [OrchestrationMode.observe, .pause])
    func decidesNothingWhereItIsNotToDecide(mode: OrchestrationMode) {
        let policy = policy()
        for offset in 0..<10 as Range<Int64> {
            #expect(policy.verdict(on: Self.situation(offset, 0.9, mode: mode)) == .stay)
        }
    }

    @Test func fallsBackWhenTheForecastsStayAway() {
        let policy = policy(Self.settings { $0.fallback = "high" })
        #expect(policy.verdict(on: Self.situation(0, 0.1)) == .stay)
        var first: Int64?
        for offset in 1..<60 as Range<Int64> {
            guard case .change(let change) = policy.verdict(on: Self.situation(offset, nil)) else { continue }
            first = first ?? offset
            #expect(change == .init(from: "low", to: "high", rule: .dataLost))
        }
        #expect(first == 30)
    }

    @Test func aFlavorWithoutAModelHasNothingToLose() {
        let policy = policy(Self.settings { $0.fallback = "high" })
        for offset in 0..<100 as Range<Int64> {
            #expect(policy.verdict(on: Self.situation(offset, nil, expectsForecasts: false)) == .stay)
        }
    }
}
