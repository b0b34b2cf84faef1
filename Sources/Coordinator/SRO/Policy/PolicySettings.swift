/// When the flavor of a slice is changed, and when it is not.
public struct PolicySettings: Sendable, Hashable {
    /// How far the orchestration may go when the store knows nothing.
    public var mode = OrchestrationMode.dryRun
    /// The policy looks at the forecasts up to this many seconds ahead, and acts on the worst of them.
    public var horizon = 30
    /// A higher flavor is wanted when a violation is at least this probable...
    public var upgradeProbability = 0.3
    /// ...in so many consecutive seconds.
    public var upgradeSeconds = 2
    /// The lower flavor is wanted when its own model of the inputs says that a violation is at most this probable...
    public var downgradeProbability = 0.05
    /// ...in so many consecutive seconds...
    public var downgradeSeconds = 20
    /// ...and its interval keeps this share of the bound away from the bound.
    public var downgradeMargin = 0.1
    /// Seconds that a flavor stays at least.
    public var minimumDwell = 30
    /// Seconds since the last change before an upgrade.
    public var cooldownUp = 15
    /// Seconds since the last change before a downgrade.
    public var cooldownDown = 60
    /// Seconds after a change in which nothing is decided, for the KPI still shows the flavor before.
    public var settle = 20
    /// How many rungs of the ladder one change may take.
    public var maximumStep = 1
    /// How many changes an hour may see.
    public var changesPerHour = 12
    /// Forecasts older than this many seconds cause nothing.
    public var forecastAge = 3
    /// No lower flavor than this.
    public var minimumFlavor: String?
    /// No higher flavor than this.
    public var maximumFlavor: String?
    /// The flavor to take when there is no forecast any more.
    public var fallback: String?
    /// Seconds without a fresh forecast before the fallback is taken.
    public var fallbackAfter = 30
    /// The held-out error of a model, as a share of the best baseline's, above which it may not act.
    public var gate = 1.0

    /// The defaults.
    public init() {}

    /// What is wrong with the settings, in words; empty when nothing is.
    public func problems() -> [String] {
        var problems: [String] = []
        func check<Value>(_ name: String, _ value: Value, _ range: ClosedRange<Value>) {
            guard !range.contains(value) else { return }
            let limits = "between \(range.lowerBound) and \(range.upperBound)"
            problems.append("policy: \(name) must lie \(limits), found \(value)")
        }
        check("horizon", horizon, 1...86_400)
        check("upgradeProbability", upgradeProbability, 0.01...1)
        check("upgradeSeconds", upgradeSeconds, 1...3600)
        check("downgradeProbability", downgradeProbability, 0...0.99)
        check("downgradeSeconds", downgradeSeconds, 1...86_400)
        check("downgradeMargin", downgradeMargin, 0...1)
        check("minimumDwell", minimumDwell, 0...86_400)
        check("cooldownUp", cooldownUp, 0...86_400)
        check("cooldownDown", cooldownDown, 0...86_400)
        check("settle", settle, 0...86_400)
        check("maximumStep", maximumStep, 1...100)
        check("changesPerHour", changesPerHour, 0...3600)
        check("forecastAge", forecastAge, 1...3600)
        check("fallbackAfter", fallbackAfter, 1...86_400)
        check("gate", gate, 0...10)
        if downgradeProbability >= upgradeProbability {
            problems.append("policy: downgradeProbability must be smaller than upgradeProbability, or the flavor flaps")
        }
        return problems
    }
}
