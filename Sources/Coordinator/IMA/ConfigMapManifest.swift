/// A monitoring configuration as Kubernetes keeps it: a ConfigMap with `prometheus.yml` in it.
struct ConfigMapManifest {
    /// What MLO-V2 calls it.
    static let legacyName = "prometheus-2-server-conf"
    static let legacyNamespace = "monitoring2"

    let text: String

    init(
        _ configuration: MonitoringConfiguration,
        form: MonitoringPublisher.Form,
        namespace: String = Self.legacyNamespace,
        name: String = Self.legacyName
    ) {
        let manifest = [
            "apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: \(name)", "  labels:", "    name: \(name)",
            "  namespace: \(namespace)", "data:", "  prometheus.yml: |-",
        ]
        let content = form == .exact ? String(configuration.text.dropLast()) : configuration.legacyText
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        text = (manifest + lines).joined(separator: "\n") + "\n"
    }
}
