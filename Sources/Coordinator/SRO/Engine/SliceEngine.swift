public import Forecasting
public import Store

/// A slice at work: seconds in; rows to record, forecasts, truths and decisions out.
///
/// A state machine without I/O and without a clock of its own, so that a recorded day replays to the same bytes. The caller
/// carries out what ``take(at:)`` hands back; or what ``settle()`` does, after ``forecast(at:)``.
public struct SliceEngine: Sendable {
    /// Over how many seconds before and after a change the violations are compared.
    public static let effectSeconds: Int64 = 60

    /// What is to be done with what has been assembled.
    public enum Effect: Sendable {
        /// To be written down for training.
        case record(RecordedRow, columns: [SeriesColumn], hasKPI: Bool)
        /// To be written down and published.
        case forecast(StoredForecast)
        /// To be published.
        case truth(Truth)
        /// To be written down; and to be carried out, when it changes the flavor and the mode lets it.
        case decide(Decision)
        /// To be added to a decision.
        case judge(decision: Int64, DecisionEffect)
        /// A model should be trained on recent rows, to challenge the one that serves.
        case retrain(flavor: String, reason: RetrainingTrigger.Reason)
        /// The challenger was better and serves now; its error as a share of the champion's.
        case promote(flavor: String, version: Int, errorRatio: Double)
        /// The challenger was not better and is given up.
        case dismiss(flavor: String, version: Int, errorRatio: Double?)
    }

    /// What the slice is.
    public let slice: Slice
    /// The flavor in force.
    public private(set) var flavor: String
    /// How far the orchestration may go.
    public var mode: OrchestrationMode
    /// Whether the operator lets the slice act without a model that has passed.
    public var isOverridden: Bool
    /// Whether a change is being carried out; nothing is decided then.
    public var isBusy = false

    var models: [String: FlavorModel] = [:]
    var live: [String: LiveModel] = [:]
    var challengers: [String: Challenger] = [:]
    var triggers: [String: RetrainingTrigger] = [:]
    var policy: Policy
    var memory: KPIMemory
    var lastHolds: [Verdict.Change: Int64] = [:]
    private(set) var assembler: SecondAssembler
    private(set) var truths: TruthBook
    private var followUps: [(decision: Int64, second: Int64)] = []
    /// The last second, while nothing has been made of it but forecasts.
    private var open: OpenSecond?
    /// What is to be done about seconds that have been settled.
    private var effects: [Effect] = []
    /// Whether models or the flavor in force have changed since ``settleCounterfactuals()`` was asked last.
    var hasUnsettledCounterfactuals = false
    private var recorded: (columnCount: Int, places: [Int], columns: [SeriesColumn])?

    /// The last second's forecasts, one for each horizon.
    public private(set) var lastForecasts: StoredForecast?
    /// The last known value of the KPI.
    public private(set) var lastKPI: (second: Int64, value: Double)?

    /// A second that has been forecast from.
    private struct OpenSecond: Sendable {
        var row: AssembledSecond
        var forecasts: [Forecast]
        var stored: StoredForecast?
        var milliseconds: Int64
    }

    /// Starts a slice from what the store knows of it.
    ///
    /// - Parameters:
    ///   - slice: What the slice is.
    ///   - flavor: The flavor in force.
    ///   - mode: How far the orchestration may go.
    ///   - isOverridden: Whether the operator lets the slice act without a model that has passed.
    ///   - past: The changes of the flavor within the last hour.
    ///   - errors: How far the forecasts of the slice's models were off until now.
    ///   - lastSecond: The newest second that has a row; it and those before stay as they are.
    public init(
        slice: Slice,
        flavor: String,
        mode: OrchestrationMode,
        isOverridden: Bool = false,
        past: [PastChange] = [],
        errors: [ModelError] = [],
        lastSecond: Int64? = nil
    ) {
        truths = TruthBook(errors: errors)
        // A change is judged by what was before it and after it has settled.
        memory = KPIMemory(seconds: slice.policy.settle + 2 * Int(Self.effectSeconds) + 30)
        self.slice = slice
        self.flavor = flavor
        self.mode = mode
        self.isOverridden = isOverridden
        assembler = SecondAssembler(
            targetCount: slice.targets.count,
            isStreaming: slice.stream != nil,
            patience: slice.patience,
            lastSecond: lastSecond
        )
        policy = Policy(
            settings: slice.policy,
            ladder: slice.flavors,
            bound: slice.bound,
            past: past
        )
    }

    // MARK: What comes in

    /// Takes a scraped page; `nil` when the target did not answer.
    public mutating func add(_ page: ScrapedPage?, target: Int, second: Int64) {
        if assembler.add(page, target: target, second: second) { startAnew() }
    }

    /// Takes a value of a series that came in a stream at `milliseconds`.
    ///
    /// - Returns: Whether it was in time; `false` for one that ``isLate(_:second:at:)``, and is still to be written down.
    @discardableResult
    public mutating func add(_ value: Double, of series: String, second: Int64, at milliseconds: Int64) -> Bool {
        guard !isLate(series, second: second, at: milliseconds) else { return false }
        if assembler.add(value, of: series, second: second, at: milliseconds) { startAnew() }
        return true
    }

    /// Whether a second has been handed out already, or is too old to be.
    public func isPast(_ second: Int64, at milliseconds: Int64) -> Bool {
        assembler.isPast(second, at: milliseconds)
    }

    /// Whether a value of `series` comes too late to be forecast from, and is still to be written down.
    public func isLate(_ series: String, second: Int64, at milliseconds: Int64) -> Bool {
        guard isPast(second, at: milliseconds) else { return false }
        return isProfiling || models.values.contains { model in model.summary.inputs.contains { $0.name == series } }
    }

    /// The clock has stepped back: windows by time would refuse everything until it has caught up.
    private mutating func startAnew() {
        close()
        memory.removeAll()
        truths.removeAll()
        for model in models.values { startModel(model) }
        for (flavor, challenger) in challengers { challengers[flavor]?.live = LiveModel(challenger.model) }
    }

    /// Takes a value of the KPI that arrived at `milliseconds`; NaN says that the second has none.
    public mutating func add(kpi: Double, second: Int64, at milliseconds: Int64) {
        if kpi.isFinite, second >= lastKPI?.second ?? .min { lastKPI = (second, kpi) }
        assembler.add(kpi: kpi, second: second, at: milliseconds)
    }

    /// Puts a model to work in place of the flavor's model before.
    public mutating func install(_ model: FlavorModel) {
        close()
        var model = model
        // With a single flavor there is nothing to compare it with.
        if slice.flavors.count < 2 { model.counterfactual = nil }
        models[model.flavor] = model
        hasUnsettledCounterfactuals = true
        challengers[model.flavor] = nil
        triggers[model.flavor] = RetrainingTrigger(trainedUntil: model.summary.toSecond)
        recorded = nil
        startModel(model)
        expectInputs()
    }

    /// The seconds are complete when the flavor's model has its inputs.
    private mutating func expectInputs() {
        assembler.expect(models[flavor]?.summary.inputs.map(\.name) ?? [])
    }

    /// Notes that a decision to change the flavor was carried out, or tried, or, in a dry run, would have been.
    ///
    /// - Parameters:
    ///   - flavor: The flavor that is in force now.
    ///   - decision: The decision's number, so that its effect can be judged later.
    ///   - milliseconds: Now.
    ///   - isRehearsal: Whether a dry run would have done it.
    public mutating func noteChange(
        to flavor: String,
        decision: Int64?,
        at milliseconds: Int64,
        isRehearsal: Bool = false
    ) {
        close()
        if flavor != self.flavor, let decision {
            followUps.append((decision, milliseconds / 1000))
        }
        if flavor != self.flavor { hasUnsettledCounterfactuals = true }
        policy.noteChange(from: self.flavor, to: flavor, at: milliseconds, isRehearsal: isRehearsal)
        self.flavor = flavor
        // What the flavor before was forecast to do says nothing about one that has no model.
        if models[flavor] == nil { lastForecasts = nil }
        expectInputs()
    }

    // MARK: What comes out

    /// How far the forecasts of the models that serve were off until now.
    var servingErrors: [ModelError] {
        truths.errors.values.filter { models[$0.key.flavor]?.version == $0.key.version }
    }

    /// Whether rows of every series are still needed, because some flavor has no model.
    public var isProfiling: Bool {
        !slice.flavors.allSatisfy { models[$0.id] != nil }
    }

    /// Handles the seconds that are complete or overdue at `milliseconds`.
    public mutating func take(at milliseconds: Int64) -> [Effect] {
        _ = forecast(at: milliseconds)
        return settle()
    }

    /// Handles the seconds that are complete or overdue at `milliseconds` as far as their forecasts, for which somebody waits.
    ///
    /// Everything else about the last of them is for ``settle()``; whatever else the engine is told before comes after it.
    public mutating func forecast(at milliseconds: Int64) -> [StoredForecast] {
        let rows = assembler.take(at: milliseconds)
        var forecasts: [StoredForecast] = []
        for row in rows {
            close()
            let second = begin(row, at: milliseconds)
            if let stored = second.stored { forecasts.append(stored) }
            open = second
        }
        if rows.isEmpty, !isUnsettled, let decision = decideWithoutForecast(at: milliseconds) {
            effects.append(.decide(decision))
        }
        return forecasts
    }

    /// Makes what the next second's forecasts can be made of before its KPI is there, as soon as nothing else is missing.
    ///
    /// Changes no forecast: who is never told this gives the same bits, later.
    public mutating func prepare() {
        guard open == nil, live[flavor] != nil, let row = assembler.secondBeforeKPI() else { return }
        live[flavor]?.prepare(row, columns: assembler.columns)
    }

    /// Whether there is something for ``settle()``.
    public var isUnsettled: Bool { open != nil || !effects.isEmpty }

    /// Learns from the seconds that were forecast from and decides on them.
    ///
    /// - Returns: What is to be done about them, in order.
    public mutating func settle() -> [Effect] {
        close()
        defer { effects = [] }
        return effects
    }

    private mutating func begin(_ row: AssembledSecond, at milliseconds: Int64) -> OpenSecond {
        memory.append(row.kpi, second: row.second)
        var forecasts: [Forecast] = []
        if live[flavor] != nil {
            live[flavor]?.append(row, columns: assembler.columns)
            forecasts = live[flavor]?.forecasts(bound: slice.bound, explaining: false) ?? []
        }
        let stored = forecasts.isEmpty ? nil : stored(forecasts, second: row.second)
        if let stored { lastForecasts = stored }
        return OpenSecond(row: row, forecasts: forecasts, stored: stored, milliseconds: milliseconds)
    }

    /// Makes the rest of the second that was only forecast from.
    mutating func close() {
        guard let second = open else { return }
        open = nil
        let row = second.row
        effects.append(record(row))
        if let truth = truths.resolve(second: row.second, actual: row.kpi, flavor: flavor) {
            effects.append(.truth(truth))
        }
        effects += judged(upTo: row.second)
        // Not over the keys of `live`: who walks through a dictionary holds it, and all that is in it is copied then.
        // And not for flavors without a model: who changes what is not there makes room for one.
        for id in slice.flavors.map(\.id) where id != flavor && live[id] != nil {
            // The KPI of one flavor says nothing about another: its window hears only of its own.
            var own = row
            own.kpi = .nan
            live[id]?.append(own, columns: assembler.columns)
        }
        if let stored = second.stored {
            truths.note(stored)
            effects.append(.forecast(stored))
        }
        effects += contest(row, champion: second.forecasts) + retraining(at: row.second)
        if let decision = decide(on: second.forecasts, at: second.milliseconds) { effects.append(.decide(decision)) }
    }

    private mutating func record(_ row: AssembledSecond) -> Effect {
        let columns = assembler.columns
        guard !isProfiling else {
            return .record(
                RecordedRow(second: row.second, flavor: flavor, numbers: row.values),
                columns: columns,
                hasKPI: row.kpi.isFinite
            )
        }
        if recorded?.columnCount != columns.count {
            let wanted = Set(models.values.flatMap { $0.summary.inputs.map(\.name) })
            let places = columns.indices.filter { wanted.contains(columns[$0].name) }
            recorded = (columns.count, places, places.map { columns[$0] })
        }
        let (places, known) = recorded.map { ($0.places, $0.columns) } ?? ([], [])
        return .record(
            RecordedRow(second: row.second, flavor: flavor, numbers: places.map { row.values[$0] }),
            columns: known,
            hasKPI: row.kpi.isFinite
        )
    }

    private mutating func judged(upTo second: Int64) -> [Effect] {
        let span = Self.effectSeconds
        let wait = Int64(slice.policy.settle) + span
        var effects: [Effect] = []
        followUps.removeAll { followUp in
            guard second >= followUp.second + wait else { return false }
            let effect = DecisionEffect(
                seconds: Int(span),
                violationShareBefore: memory.violationShare(of: slice.bound, over: span, endingAt: followUp.second),
                violationShareAfter: memory.violationShare(
                    of: slice.bound,
                    over: span,
                    endingAt: followUp.second + wait
                )
            )
            effects.append(.judge(decision: followUp.decision, effect))
            return true
        }
        return effects
    }

    private func stored(_ forecasts: [Forecast], second: Int64) -> StoredForecast {
        StoredForecast(
            second: second,
            flavor: flavor,
            version: models[flavor]?.version ?? 0,
            lastValue: memory.last,
            runningMedian: memory.runningMedian(at: second),
            points: forecasts.map { forecast in
                StoredForecast.Point(
                    horizonSeconds: forecast.horizonSeconds,
                    value: forecast.value,
                    lower: forecast.lower,
                    upper: forecast.upper,
                    violationProbability: forecast.violationProbability,
                    freshShare: forecast.freshShare,
                    isDegraded: forecast.isDegraded,
                    family: forecast.family.rawValue
                )
            }
        )
    }

    private mutating func startModel(_ model: FlavorModel) {
        live[model.flavor] = LiveModel(model)
    }
}
