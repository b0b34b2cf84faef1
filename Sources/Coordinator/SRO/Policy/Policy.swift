import Forecasting

/// Decides when the flavor of a slice is changed; a state machine without a clock of its own and without I/O.
///
/// It acts on the probability of a violation, never on a point; wants evidence in consecutive seconds; and is bounded by
/// a settle time, a dwell time, cool-downs and a budget, whatever the forecasts do. Its time is made of the steps between
/// the situations that it is shown, each at most ``longestStep``: a clock that jumps neither frees nor locks it.
public struct Policy: Sendable {
    /// The longest time that may pass between two situations, in milliseconds; what is longer counts as this.
    public static let longestStep: Int64 = 5_000

    /// When flavors are changed.
    public let settings: PolicySettings
    private struct NotedChange {
        var clock: Int64
        var isRehearsal: Bool
    }

    private let ladder: [Flavor]
    private let bound: Bound

    private var clock: Int64 = 0
    private var lastMilliseconds: Int64?
    private var changes: [NotedChange] = []
    private var caution: Caution
    private var lastForecastClock: Int64 = 0
    private var lastSecond: Int64?
    private var upgradeEvidence = 0
    private var downgradeEvidence = 0

    /// Starts without evidence.
    ///
    /// - Parameters:
    ///   - settings: When flavors are changed.
    ///   - ladder: The slice's flavors, lowest first.
    ///   - bound: What was agreed about the KPI.
    ///   - past: The changes of the last hour, so that a restart neither refills the budget nor ends a cool-down.
    public init(
        settings: PolicySettings,
        ladder: [Flavor],
        bound: Bound,
        past: [PastChange] = []
    ) {
        self.settings = settings
        self.ladder = ladder
        self.bound = bound
        caution = Caution(cooldown: Int64(settings.cooldownDown) * 1000)
        for change in past.sorted(by: { $0.ageMilliseconds > $1.ageMilliseconds }) {
            let clock = -max(0, change.ageMilliseconds)
            note(from: change.from, to: change.to, at: clock, isRehearsal: change.isRehearsal)
        }
    }

    /// Notes that the flavor was changed, or that it was tried, or, in a dry run, that it would have been.
    ///
    /// All of them start the cool-downs and count against the budget: an actuator that fails is not hammered. What a dry run
    /// would have done bounds only dry runs; to one that acts nothing has happened.
    ///
    /// A downgrade that has to be taken back soon doubles the cool-down before the next one.
    ///
    /// - Parameters:
    ///   - from: The flavor before.
    ///   - to: The flavor that is in force now: the same when it could not be changed.
    ///   - milliseconds: Now.
    ///   - isRehearsal: Whether a dry run would have done it.
    public mutating func noteChange(
        from: String,
        to: String,
        at milliseconds: Int64,
        isRehearsal: Bool = false
    ) {
        advance(to: milliseconds)
        note(from: from, to: to, at: clock, isRehearsal: isRehearsal)
        forgetEvidence()
    }

    private mutating func note(from: String, to: String, at clock: Int64, isRehearsal: Bool) {
        changes.append(NotedChange(clock: clock, isRehearsal: isRehearsal))
        guard !isRehearsal, let before = rank(of: from), let after = rank(of: to), before != after else { return }
        caution.note(isUpgrade: after > before, at: clock)
    }

    /// Says what to do in a situation.
    ///
    /// A ``Verdict/change(_:)`` is repeated until ``noteChange(from:to:at:isRehearsal:)`` is told that it was tried.
    public mutating func verdict(on situation: Situation) -> Verdict {
        advance(to: situation.milliseconds)
        let fresh = freshAssessment(in: situation)
        if fresh != nil || !situation.expectsForecasts { lastForecastClock = clock }
        guard situation.mode.decides, !isSettling(in: situation.mode) else {
            forgetEvidence()
            return .stay
        }
        guard let fresh else {
            forgetEvidence()
            return verdictWithoutForecast(situation)
        }
        gather(fresh, in: situation)
        if upgradeEvidence >= settings.upgradeSeconds {
            return upgradeVerdict(situation)
        }
        if downgradeEvidence >= settings.downgradeSeconds, let lower = neighbour(of: situation.flavor, \.downgrade) {
            let change = Verdict.Change(from: situation.flavor, to: lower.id, rule: .lowerFlavorHolds)
            return bounded(change, in: situation.mode, mayAct: situation.mayAct, cooldown: caution.wait)
        }
        return .stay
    }

    // MARK: Evidence

    private func freshAssessment(in situation: Situation) -> Assessment? {
        guard let current = situation.current, current.probability.isFinite else { return nil }
        // A row covers its whole second, so it is `second + 1` when the row is complete.
        let age = situation.milliseconds - (current.second + 1) * 1000
        return age <= Int64(settings.forecastAge) * 1000 ? current : nil
    }

    private mutating func gather(_ current: Assessment, in situation: Situation) {
        if let lastSecond, current.second == lastSecond { return }
        let isConsecutive = lastSecond.map { current.second - $0 <= Int64(settings.forecastAge) } ?? true
        if !isConsecutive { forgetEvidence() }
        lastSecond = current.second

        if current.probability >= settings.upgradeProbability {
            upgradeEvidence += 1
            downgradeEvidence = 0
            return
        }
        upgradeEvidence = 0
        downgradeEvidence = lowerFlavorHolds(in: situation, second: current.second) ? downgradeEvidence + 1 : 0
    }

    private func lowerFlavorHolds(in situation: Situation, second: Int64) -> Bool {
        guard
            let lower = neighbour(of: situation.flavor, \.downgrade),
            let assessment = situation.alternatives[lower.id],
            assessment.second == second, !assessment.forecast.isDegraded
        else { return false }
        let forecast = assessment.forecast
        return assessment.probability <= settings.downgradeProbability
            && bound.isKept(from: forecast.lower, to: forecast.upper, margin: settings.downgradeMargin)
    }

    private mutating func forgetEvidence() {
        upgradeEvidence = 0
        downgradeEvidence = 0
        lastSecond = nil
    }

    // MARK: Verdicts

    private func upgradeVerdict(_ situation: Situation) -> Verdict {
        var target: Flavor?
        var next = neighbour(of: situation.flavor, \.upgrade)
        for _ in 0..<settings.maximumStep {
            guard let candidate = next, isAllowed(candidate.id) else { break }
            target = candidate
            // As low as possible: the first flavor whose own model says that it will hold.
            if let own = situation.alternatives[candidate.id], own.probability < settings.upgradeProbability { break }
            next = neighbour(of: candidate.id, \.upgrade)
        }
        guard let target else {
            let wanted = neighbour(of: situation.flavor, \.upgrade)?.id
            let change = Verdict.Change(
                from: situation.flavor,
                to: wanted ?? situation.flavor,
                rule: .violationProbable
            )
            return .hold(change, because: wanted == nil ? .endOfLadder : .limit)
        }
        let change = Verdict.Change(from: situation.flavor, to: target.id, rule: .violationProbable)
        return bounded(
            change,
            in: situation.mode,
            mayAct: situation.mayAct,
            cooldown: Int64(settings.cooldownUp) * 1000
        )
    }

    private func verdictWithoutForecast(_ situation: Situation) -> Verdict {
        guard
            let fallback = settings.fallback, fallback != situation.flavor,
            clock - lastForecastClock >= Int64(settings.fallbackAfter) * 1000
        else { return .stay }
        let change = Verdict.Change(from: situation.flavor, to: fallback, rule: .dataLost)
        return bounded(change, in: situation.mode, mayAct: true, cooldown: 0)
    }

    private func bounded(
        _ change: Verdict.Change,
        in mode: OrchestrationMode,
        mayAct: Bool,
        cooldown: Int64
    ) -> Verdict {
        guard isAllowed(change.to) else { return .hold(change, because: .limit) }
        guard mayAct else { return .hold(change, because: .gate) }
        if let last = lastChange(in: mode) {
            guard clock - last >= Int64(settings.minimumDwell) * 1000 else {
                return .hold(change, because: .minimumDwell)
            }
            guard clock - last >= cooldown else { return .hold(change, because: .cooldown) }
        }
        let recent = changes.count { counts($0, in: mode) && clock - $0.clock < 3_600_000 }
        guard recent < settings.changesPerHour else { return .hold(change, because: .budget) }
        return .change(change)
    }

    // MARK: Ladder and time

    private func neighbour(of flavor: String, _ direction: (Flavor) -> String?) -> Flavor? {
        guard let here = ladder.first(where: { $0.id == flavor }), let next = direction(here) else { return nil }
        return ladder.first { $0.id == next }
    }

    private func isAllowed(_ flavor: String) -> Bool {
        guard let rank = rank(of: flavor) else { return false }
        if let lowest = settings.minimumFlavor.flatMap(rank(of:)), rank < lowest { return false }
        if let highest = settings.maximumFlavor.flatMap(rank(of:)), rank > highest { return false }
        return true
    }

    private func rank(of flavor: String) -> Int? {
        ladder.firstIndex { $0.id == flavor }
    }

    private func counts(_ change: NotedChange, in mode: OrchestrationMode) -> Bool {
        mode != .act || !change.isRehearsal
    }

    private func lastChange(in mode: OrchestrationMode) -> Int64? {
        changes.last { counts($0, in: mode) }?.clock
    }

    private func isSettling(in mode: OrchestrationMode) -> Bool {
        guard let last = lastChange(in: mode) else { return false }
        return clock - last < Int64(settings.settle) * 1000
    }

    private mutating func advance(to milliseconds: Int64) {
        if let lastMilliseconds {
            clock += min(max(0, milliseconds - lastMilliseconds), Self.longestStep)
        }
        lastMilliseconds = milliseconds
        // The dwell and the cool-downs may be longer than the budget's hour.
        let (now, lasts) = (clock, [lastChange(in: .act), lastChange(in: .dryRun)])
        changes.removeAll { now - $0.clock >= 3_600_000 && !lasts.contains($0.clock) }
    }
}
