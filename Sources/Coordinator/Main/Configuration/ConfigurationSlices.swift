import Forecasting
import SRO

extension Slice {
    /// Reads a slice of the configuration file.
    ///
    /// - Throws: ``ConfigurationError`` for a value that is missing, unusable, unknown, or at odds with another.
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        let id = try level.required("id", try level.text("id"))
        var kpi = try level.required("kpi", try level.level("kpi"))
        let flavors = try level.required("flavors", try level.levels("flavors"))
        var read: [Flavor] = []
        for flavor in flavors { read.append(try Flavor(flavor)) }
        self.init(
            id: id,
            name: try level.text("name"),
            kpi: KPI(
                name: try kpi.required("name", try kpi.text("name")),
                unit: try kpi.text("unit") ?? ""
            ),
            bound: try Bound(try level.required("sla", try level.level("sla"))),
            targets: try level.texts("targets") ?? [],
            job: try level.text("job") ?? "node",
            stream: try level.level("stream").map { level throws(ConfigurationError) in try StreamSource(level) },
            patience: Int64(try level.integer("patience") ?? 1200),
            training: TrainingSettings(
                horizons: try level.integers("horizons") ?? [1, 10, 30, 60, 120],
                windowSeconds: try level.integer("window") ?? 240,
                objective: try level.oneOf(Objective.self, "objective") ?? .nmae
            ),
            inputCount: try level.integer("inputs") ?? 15,
            flavors: read,
            initialFlavor: try level.text("flavor"),
            actuator: try level.level("actuator").map { level throws(ConfigurationError) in try ActuatorSettings(level)
            }
                ?? .dryRun,
            policy: try level.level("policy").map { level throws(ConfigurationError) in try PolicySettings(level) }
                ?? PolicySettings()
        )
        try kpi.finish()
        try level.finish()
        if let problem = problems().first { throw level.error(problem) }
    }
}

extension StreamSource {
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        self.init(
            metrics: Set(try level.texts("metrics") ?? []),
            instances: Set(try level.texts("instances") ?? []),
            kpiMetric: try level.text("kpiMetric"),
            kpiMeasurement: try level.text("kpiMeasurement")
        )
        try level.finish()
    }
}

extension Bound {
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        let (upper, lower) = (try level.number("upper"), try level.number("lower"))
        try level.finish()
        switch (upper, lower) {
        case (let upper?, nil): self = .upper(upper)
        case (nil, let lower?): self = .lower(lower)
        default: throw level.error("expected either upper or lower")
        }
    }
}

extension Flavor {
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        self.init(
            id: try level.required("id", try level.text("id")),
            name: try level.text("name"),
            settings: try level.dictionary("settings") ?? [:],
            upgrade: try level.text("upgrade"),
            downgrade: try level.text("downgrade")
        )
        try level.finish()
    }
}

extension ActuatorSettings {
    private enum Kind: String, CaseIterable {
        case dryRun = "dry-run"
        case trafficControl = "traffic-control"
        case command
        case shapingLease = "shaping-lease"
        case webhook
        case kubernetes
    }

    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        switch try level.required("kind", try level.oneOf(Kind.self, "kind")) {
        case .dryRun:
            self = .dryRun
        case .trafficControl:
            self = .trafficControl(
                TrafficControlSettings(
                    device: try level.required("device", try level.text("device")),
                    namespace: try level.text("namespace")
                )
            )
        case .command:
            self = .command(
                CommandSettings(
                    apply: try level.required("apply", try level.texts("apply")),
                    verify: try level.texts("verify") ?? [],
                    timeoutSeconds: try level.integer("timeout") ?? 5
                )
            )
        case .shapingLease:
            self = .shapingLease(try ShapingSettings(&level))
        case .webhook:
            self = .webhook(
                WebhookSettings(
                    apply: try level.required("apply", try level.text("apply")),
                    verify: try level.text("verify"),
                    tokenFile: try level.location("tokenFile"),
                    timeoutSeconds: try level.integer("timeout") ?? 5
                )
            )
        case .kubernetes:
            self = .kubernetes(try KubernetesSettings(&level))
        }
        try level.finish()
    }
}

extension PolicySettings {
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        self.init()
        mode = try level.oneOf(OrchestrationMode.self, "mode") ?? mode
        horizon = try level.integer("horizon") ?? horizon
        upgradeProbability = try level.number("upgradeProbability") ?? upgradeProbability
        upgradeSeconds = try level.integer("upgradeSeconds") ?? upgradeSeconds
        downgradeProbability = try level.number("downgradeProbability") ?? downgradeProbability
        downgradeSeconds = try level.integer("downgradeSeconds") ?? downgradeSeconds
        downgradeMargin = try level.number("downgradeMargin") ?? downgradeMargin
        minimumDwell = try level.integer("minimumDwell") ?? minimumDwell
        cooldownUp = try level.integer("cooldownUp") ?? cooldownUp
        cooldownDown = try level.integer("cooldownDown") ?? cooldownDown
        settle = try level.integer("settle") ?? settle
        maximumStep = try level.integer("maximumStep") ?? maximumStep
        changesPerHour = try level.integer("changesPerHour") ?? changesPerHour
        forecastAge = try level.integer("forecastAge") ?? forecastAge
        minimumFlavor = try level.text("minimumFlavor")
        maximumFlavor = try level.text("maximumFlavor")
        fallback = try level.text("fallback")
        fallbackAfter = try level.integer("fallbackAfter") ?? fallbackAfter
        gate = try level.number("gate") ?? gate
        try level.finish()
    }
}
