public import Forecasting

/// What is asked for in the configuration: a slice, its agreement, its flavors, and how to go about it.
public struct Slice: Sendable, Hashable {
    /// A figure of the KPI rows.
    public struct KPI: Sendable, Hashable {
        /// The name of its column.
        public var name: String
        /// Its unit, for people.
        public var unit: String

        /// A KPI.
        public init(name: String, unit: String = "") {
            self.name = name
            self.unit = unit
        }
    }

    /// Tells it from other slices; letters, digits, `.`, `_` and `-`.
    public var id: String
    /// For people.
    public var name: String
    /// What is forecast.
    public var kpi: KPI
    /// What was agreed about it.
    public var bound: Bound
    /// The pages to scrape each second, `http://host:port/metrics`.
    public var targets: [String]
    /// The label `job` of every scraped series.
    public var job: String
    /// What of the streams is the slice's own, or `nil` when it takes nothing from streams.
    public var stream: StreamSource?
    /// Milliseconds after the end of a second until it is forecast from with what is there.
    public var patience: Int64
    /// What the models are asked for.
    public var training: TrainingSettings
    /// How many series a model may look at.
    public var inputCount: Int
    /// The flavors, lowest first.
    public var flavors: [Flavor]
    /// The flavor that is in force when the store knows nothing.
    public var initialFlavor: String
    /// How a flavor is put in force.
    public var actuator: ActuatorSettings
    /// When a flavor is changed.
    public var policy: PolicySettings

    /// A slice.
    public init(
        id: String,
        name: String? = nil,
        kpi: KPI,
        bound: Bound,
        targets: [String] = [],
        job: String = "node",
        stream: StreamSource? = nil,
        patience: Int64 = 1200,
        training: TrainingSettings = TrainingSettings(),
        inputCount: Int = 15,
        flavors: [Flavor],
        initialFlavor: String? = nil,
        actuator: ActuatorSettings = .dryRun,
        policy: PolicySettings = PolicySettings()
    ) {
        self.id = id
        self.name = name ?? id
        self.kpi = kpi
        self.bound = bound
        self.targets = targets
        self.job = job
        self.stream = stream
        self.patience = patience
        self.training = training
        self.inputCount = inputCount
        self.flavors = Flavor.ladder(flavors)
        self.initialFlavor = initialFlavor ?? flavors.first?.id ?? ""
        self.actuator = actuator
        self.policy = policy
    }

    /// The flavor with an id, or `nil` when the slice has none such.
    public func flavor(_ id: String) -> Flavor? {
        flavors.first { $0.id == id }
    }

    /// Where a flavor stands on the ladder, or `nil` when the slice has none such.
    public func rank(of flavor: String) -> Int? {
        flavors.firstIndex { $0.id == flavor }
    }

    /// The horizon, in seconds, whose held-out score decides whether a model may act.
    public var decidingHorizon: Int {
        training.horizons.filter { $0 <= policy.horizon }.max() ?? training.horizons.min() ?? policy.horizon
    }
}
