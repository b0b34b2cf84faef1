public import Store

/// Runs recorded seconds through the same engine that serves, with the recording's time for a clock.
///
/// Equal recordings, models and settings give equal bytes: nothing here asks for the time, draws a number or depends on
/// the order of a dictionary.
public struct Replay: Sendable {
    /// What was known at one second.
    public struct Second: Sendable {
        /// The UTC second.
        public var second: Int64
        /// The values by the name of their series; what is missing is not there, or NaN.
        public var values: [(name: String, value: Double)]
        /// The KPI; NaN is missing.
        public var kpi: Double

        /// A second.
        public init(second: Int64, values: [(name: String, value: Double)], kpi: Double) {
            self.second = second
            self.values = values
            self.kpi = kpi
        }
    }

    /// What came of it, in order.
    public enum Line: Sendable {
        /// A forecast.
        case forecast(StoredForecast)
        /// A decision, numbered from 1.
        case decision(DecisionRecord)
        /// Whether a decision helped.
        case effect(decision: Int64, DecisionEffect)
    }

    /// How long a silence may be, in seconds, until the recording is taken up anew without living through it.
    static let longestGap: Int64 = 3_600

    /// The slice as it is replayed.
    public let slice: Slice
    private var engine: SliceEngine
    private var decisionCount: Int64 = 0
    private var previous: Int64?
    /// The changes of the flavor that were made, or would have been.
    public private(set) var changeCount = 0

    /// Puts models to work.
    ///
    /// - Parameters:
    ///   - slice: What the slice is, and what is tried out: its policy.
    ///   - models: One for each flavor that has one.
    ///   - flavor: The flavor in force at the beginning.
    ///   - mode: With ``OrchestrationMode/act`` a change is taken to have been carried out. The recorded KPI does not know
    ///     of it: what it would have become is not told by a replay.
    ///   - isOverridden: Whether a model may act that has not passed the gate.
    public init(
        slice: Slice,
        models: [FlavorModel],
        flavor: String,
        mode: OrchestrationMode = .dryRun,
        isOverridden: Bool = false
    ) {
        var slice = slice
        slice.targets = []
        slice.stream = slice.stream ?? StreamSource()
        self.slice = slice
        engine = SliceEngine(slice: slice, flavor: flavor, mode: mode, isOverridden: isOverridden)
        for model in models { engine.install(model) }
    }

    /// Lives through one second; seconds come in order.
    public mutating func run(_ second: Second) -> [Line] {
        var lines: [Line] = []
        if let previous, second.second - previous <= Self.longestGap {
            var silent = previous + 1
            while silent < second.second {
                lines += take(at: (silent + 1) * 1000)
                silent += 1
            }
        }
        previous = second.second
        let now = (second.second + 1) * 1000
        for (name, value) in second.values where !value.isNaN {
            engine.add(value, of: name, second: second.second, at: now)
        }
        engine.add(kpi: second.kpi, second: second.second, at: now)
        let complete = take(at: now)
        // What is missing from the recording would have been waited for.
        return lines + (complete.isEmpty ? take(at: now + slice.patience) : complete)
    }

    private mutating func take(at milliseconds: Int64) -> [Line] {
        var lines: [Line] = []
        for effect in engine.take(at: milliseconds) {
            switch effect {
            case .record, .truth, .retrain, .promote, .dismiss: break
            case .forecast(let forecast): lines.append(.forecast(forecast))
            case .decide(let decision): lines.append(.decision(carryOut(decision)))
            case .judge(let id, let effect): lines.append(.effect(decision: id, effect))
            }
        }
        return lines
    }

    private mutating func carryOut(_ decision: Decision) -> DecisionRecord {
        decisionCount += 1
        var record = DecisionRecord(id: decisionCount, decision: decision, outcome: nil, effect: nil)
        let isActing = decision.mode == .act
        if decision.changesFlavor {
            changeCount += 1
            let flavor = isActing ? decision.to : engine.flavor
            engine.noteChange(
                to: flavor,
                decision: record.id,
                at: decision.milliseconds,
                isRehearsal: !isActing
            )
        }
        let state: DecisionOutcome.State = !decision.changesFlavor ? .nothing : isActing ? .applied : .dryRun
        record.outcome = DecisionOutcome(
            state: state,
            detail: state == .applied ? "taken to be in force" : "",
            milliseconds: decision.milliseconds
        )
        return record
    }
}
