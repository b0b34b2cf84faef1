import MetricModel
public import PrometheusAPI

/// What the Prometheus server that feeds the forecasts is to scrape: only what was selected.
///
/// The text is the same for the same selection, whatever the order in which it is given.
public struct MonitoringConfiguration: Sendable, Equatable {
    /// The selected series, sorted.
    public let series: [PrometheusSeries]
    /// Where samples are written to; `nil` for nowhere.
    public var remoteWrite: String?

    /// Describes what is to be scraped.
    public init(series: [PrometheusSeries], remoteWrite: String?) {
        self.series = Set(series).sorted()
        self.remoteWrite = remoteWrite
    }

    /// The selected series of one target.
    private struct Target {
        var job: String
        var instance: String
        var names: [String]
    }

    private var targets: [Target] {
        let grouped = Dictionary(grouping: series) { [$0.labels["job"] ?? "", $0.labels["instance"] ?? ""] }
        return grouped.map { key, series in
            Target(job: key[0], instance: key[1], names: Set(series.map(\.name.text)).sorted())
        }.sorted { ($0.job, $0.instance) < ($1.job, $1.instance) }
    }

    /// `prometheus.yml` as MLO-V2 has it: metrics kept by name, whatever the target.
    public var legacyText: String {
        var lines = head(quoted: false)
        let jobs = Dictionary(grouping: targets, by: \.job).sorted { $0.key < $1.key }
        lines.append(jobs.isEmpty ? "scrape_configs: []" : "scrape_configs:")
        for (job, targets) in jobs {
            let names = Set(targets.flatMap(\.names)).sorted().joined(separator: "|")
            let addresses = targets.map { "'\($0.instance)'" }.joined(separator: ", ")
            lines += [
                "- job_name: \(job)", "  metric_relabel_configs:", "  - source_labels: [__name__]",
                "    regex: \(names)", "    action: keep", "  static_configs:", "  - targets: [\(addresses)]",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// The manifest that MLO-V2 sends to its receiver, with ``legacyText`` in it.
    public var legacyConfigMap: String {
        let manifest = [
            "apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: prometheus-2-server-conf", "  labels:",
            "    name: prometheus-2-server-conf", "  namespace: monitoring2", "data:", "  prometheus.yml: |-",
        ]
        let content = legacyText.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        return (manifest + content).joined(separator: "\n") + "\n"
    }

    /// `prometheus.yml` that keeps exactly the selected series.
    ///
    /// Each target has a job of its own, which keeps `instance` and `job` as they were, so that ids stay the same; the
    /// parameters `name[]` let an edge agent compute only what is asked for.
    public var text: String {
        var lines = head(quoted: true)
        lines.append(targets.isEmpty ? "scrape_configs: []" : "scrape_configs:")
        for target in targets {
            lines += ["- job_name: \(quoted("\(target.job) \(target.instance)"))", "  params:", "    name[]:"]
            lines += target.names.map { "    - \($0)" }
            lines += [
                "  static_configs:", "  - targets: [\(quoted(target.instance))]", "    labels:",
                "      job: \(quoted(target.job))", "  metric_relabel_configs:",
            ]
            // Labels joined by a byte that stands in no text: a rule compares all of them at once.
            lines += keepRules(for: target)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func keepRules(for target: Target) -> [String] {
        let own = series.filter {
            ($0.labels["job"] ?? "") == target.job && ($0.labels["instance"] ?? "") == target.instance
        }
        let labels = Set(own.flatMap { $0.labels.map(\.name.text) }).subtracting(["job", "instance"]).sorted()
        let sources = (["__name__"] + labels).joined(separator: ", ")
        let values = own.map { one in
            ([one.name.text] + labels.map { name in one.labels.first { $0.name.text == name }?.value ?? "" })
                .map(LabelMatcher.literal).joined(separator: "\u{1}")
        }
        return [
            "  - source_labels: [\(sources)]", "    separator: \"\\x01\"",
            "    regex: \(quoted(values.joined(separator: "|")))", "    action: keep",
        ]
    }

    private func head(quoted isQuoted: Bool) -> [String] {
        let global = ["global:", "  scrape_interval: 1s", "  evaluation_interval: 15s"]
        guard let remoteWrite else { return global }
        return global + ["remote_write:", "- url: \(isQuoted ? quoted(remoteWrite) : remoteWrite)"]
    }

    /// A scalar of YAML in double quotes.
    private func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                quoted += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
