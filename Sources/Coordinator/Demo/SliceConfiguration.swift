/// The coordinator's configuration for the demo.
enum SliceConfiguration {
    /// The id of the demo's only slice.
    static let slice = "redis"

    /// The configuration file's text.
    ///
    /// - Parameters:
    ///   - namespace: Where the rate is limited; `nil` leaves the actuator in dry-run.
    static func yaml(
        _ settings: DemoSettings,
        storePath: String,
        coordinatorPort: Int,
        agentPort: Int,
        namespace: NetworkNamespace?
    ) -> String {
        let flavors = settings.flavors.map { flavor in
            "      - {id: \(flavor.id), name: \(flavor.name), "
                + "settings: {rate: \(flavor.rate), burst: 20000, latency: 400ms}}"
        }
        let actuator =
            namespace.map { "{kind: traffic-control, device: \($0.device), namespace: \($0.name)}" }
            ?? "{kind: dry-run}"
        let policy = settings.policy
        return """
            listen: 127.0.0.1:\(coordinatorPort)
            store: \(storePath)
            slices:
              - id: \(slice)
                name: Redis behind a slow link
                kpi: {name: R_99, unit: ms}
                sla: {upper: \(settings.bound)}
                targets: [http://127.0.0.1:\(agentPort)/metrics]
                horizons: [\(settings.horizons.map(String.init).joined(separator: ", "))]
                window: \(settings.window)
                inputs: \(settings.inputs)
                flavors:
            \(flavors.joined(separator: "\n"))
                flavor: \(settings.flavors[0].id)
                actuator: \(actuator)
                policy:
                  mode: observe
                  horizon: \(settings.horizon)
                  upgradeProbability: \(policy.upgradeProbability)
                  upgradeSeconds: \(policy.upgradeSeconds)
                  downgradeProbability: \(policy.downgradeProbability)
                  downgradeSeconds: \(policy.downgradeSeconds)
                  minimumDwell: \(policy.minimumDwell)
                  cooldownUp: \(policy.cooldownUp)
                  cooldownDown: \(policy.cooldownDown)
                  settle: \(policy.settle)
                  changesPerHour: 60

            """
    }
}
