/// How long the demo's phases are, and what happens in them.
public struct DemoSettings: Sendable, Codable, Equatable {
    /// A state of the slice: how fast its link is.
    public struct Flavor: Sendable, Codable, Equatable {
        /// What the coordinator calls it.
        public var id: String
        /// What people call it.
        public var name: String
        /// The rate, as `tc` writes it.
        public var rate: String
    }

    /// How the load comes and goes.
    public enum Law: String, Sendable, Codable, CaseIterable {
        /// As a sine, with arrivals at random.
        case sinusoid
        /// Step by step, with a rest at the top and at the bottom.
        case staircase
    }

    /// How the load comes and goes.
    public var law = Law.sinusoid
    /// Seconds from one crest of the load to the next.
    public var period: Double
    /// Seconds of load at the lower flavor from which its model learns.
    public var profilingSeconds: Double
    /// Seconds of load at the higher flavor from which its model learns.
    public var profilingSecondsHigh: Double
    /// Seconds of each of the two phases that are compared.
    public var comparisonSeconds: Double
    /// How far ahead the forecasts look that are shown and acted upon.
    public var horizon: Int
    /// All horizons that are forecast.
    public var horizons: [Int]
    /// Seconds of the past that a forecast sees.
    public var window: Int
    /// How many series the models may use.
    public var inputs = 8
    /// The agreement: R_99 stays below so many milliseconds.
    public var bound = 50.0
    /// The flavors, the lower first.
    public var flavors = [
        Flavor(id: "10mbit", name: "10 Mbit/s", rate: "10mbit"),
        Flavor(id: "20mbit", name: "20 Mbit/s", rate: "20mbit"),
    ]
    /// The mean number of clients, and how many arrive in a minute of the law's own time.
    public var meanClients = 9.0
    /// How far the number of clients swings.
    public var amplitude = 7.0
    /// How many clients there are where a phase begins, in the trough of the sine.
    public var clientsInTrough = 3
    /// How many operations each client means to start in a second.
    public var operationsPerSecond = 22.0
    /// The random course of the load that the models learn from.
    public var profilingSeed: UInt64 = 20
    /// The random course of the load of both phases that are compared.
    public var comparisonSeed: UInt64 = 21
    /// How the coordinator decides.
    public var policy: Policy

    /// The parts of the policy that the demo sets, in seconds and probabilities.
    public struct Policy: Sendable, Codable, Equatable {
        /// A higher flavor is wanted from this probability of a violation on.
        public var upgradeProbability: Double
        /// For so many seconds on end.
        public var upgradeSeconds: Int
        /// A lower flavor is wanted up to this probability of a violation there.
        public var downgradeProbability: Double
        /// For so many seconds on end.
        public var downgradeSeconds: Int
        /// The least time between two changes.
        public var minimumDwell: Int
        /// The least time from a change to an upgrade.
        public var cooldownUp: Int
        /// The least time from a change to a downgrade.
        public var cooldownDown: Int
        /// The time after a change in which nothing is decided.
        public var settle: Int
    }

    /// The whole demo: a forecast of 30 s, in less than eight minutes.
    public static let full = DemoSettings(
        period: 80,
        profilingSeconds: 200,
        profilingSecondsHigh: 80,
        comparisonSeconds: 80,
        horizon: 30,
        horizons: [1, 10, 30],
        window: 30,
        policy: Policy(
            upgradeProbability: 0.3,
            upgradeSeconds: 2,
            downgradeProbability: 0.1,
            downgradeSeconds: 4,
            minimumDwell: 10,
            cooldownUp: 8,
            cooldownDown: 15,
            settle: 5
        )
    )

    /// The long demo: two periods of five minutes in each phase, and a policy as one would run it, in about 36 minutes.
    public static let long = DemoSettings(
        period: 300,
        profilingSeconds: 600,
        profilingSecondsHigh: 300,
        comparisonSeconds: 600,
        horizon: 30,
        horizons: [1, 10, 30],
        window: 60,
        policy: Policy(
            upgradeProbability: 0.3,
            upgradeSeconds: 2,
            downgradeProbability: 0.1,
            downgradeSeconds: 10,
            minimumDwell: 30,
            cooldownUp: 15,
            cooldownDown: 60,
            settle: 10
        )
    )

    /// The short demo, in about three minutes: a forecast of 5 s, a load that changes faster, and more of it at its crest,
    /// so that a few periods show what the flavors are worth.
    public static let fast: DemoSettings = {
        var settings = DemoSettings(
            period: 20,
            profilingSeconds: 60,
            profilingSecondsHigh: 30,
            comparisonSeconds: 40,
            horizon: 5,
            horizons: [1, 5],
            window: 20,
            policy: Policy(
                upgradeProbability: 0.3,
                upgradeSeconds: 1,
                downgradeProbability: 0.1,
                downgradeSeconds: 3,
                minimumDwell: 3,
                cooldownUp: 3,
                cooldownDown: 8,
                settle: 2
            )
        )
        settings.operationsPerSecond = 26
        return settings
    }()

    /// The period of the law itself; it runs faster than its own time so that one lasts ``period``.
    static let lawPeriod = 600.0

    /// How many seconds of the law pass in a second.
    var speed: Double { Self.lawPeriod / period }
}
