public import MetricModel
import Store

extension Orchestration {
    /// Tells what the coordinator has to say about itself, some families after the others, so that those of thousands of
    /// slices are not in memory at once.
    ///
    /// - Parameters:
    ///   - version: The program's version.
    ///   - body: Is told each family.
    public func forEachMetricFamily(version: String, _ body: (MetricFamily) -> Void) async {
        var statuses: [SliceStatus] = []
        for id in sliceIDs {
            if let runtime = runtimes[id] { statuses.append(await runtime.status) }
        }
        let build = MetricFamily(
            "coordinator_build_info",
            help: "The running program.",
            kind: .gauge,
            samples: [Sample(labels: ["version": version], value: 1)]
        )
        body(build)
        targetFamilies().forEach(body)
        for families in [sliceFamilies, accuracyFamilies, modelFamilies, forecastFamilies, agreementFamilies] {
            families(statuses).forEach(body)
        }
        storeFamilies().forEach(body)
        sharingFamilies().forEach(body)
        body(delay.family)
        ProcessUsage.families().forEach(body)
    }

    private func targetFamilies() -> [MetricFamily] {
        let targets = scraping.allStatuses()
        return [
            MetricFamily(
                "coordinator_target_up",
                help: "Whether the target answered its last scrape.",
                kind: .gauge,
                samples: targets.map { Sample(labels: ["target": $0.url], value: $0.isUp == true ? 1 : 0) }
            ),
            MetricFamily(
                "coordinator_scrapes_total",
                help: "Scrapes by target and how they ended.",
                kind: .counter,
                samples: targets.flatMap { target in
                    [
                        Sample(labels: ["target": target.url, "outcome": "success"], value: Double(target.successes)),
                        Sample(labels: ["target": target.url, "outcome": "failure"], value: Double(target.failures)),
                    ]
                }
            ),
        ]
    }

    private func sliceFamilies(_ statuses: [SliceStatus]) -> [MetricFamily] {
        [
            MetricFamily(
                "coordinator_slice_flavor",
                help: "1 for the flavor that is in force, 0 for the others.",
                kind: .gauge,
                samples: statuses.flatMap { status in
                    status.slice.flavors.map { flavor in
                        Sample(
                            labels: ["slice": status.slice.id, "flavor": flavor.id],
                            value: flavor.id == status.flavor ? 1 : 0
                        )
                    }
                }
            ),
            MetricFamily(
                "coordinator_kpi",
                help: "The last value of the slice's KPI, in its own unit.",
                kind: .gauge,
                samples: statuses.compactMap { status in
                    status.kpi.map { kpi in
                        Sample(labels: ["slice": status.slice.id, "kpi": status.slice.kpi.name], value: kpi.value)
                    }
                }
            ),
            MetricFamily(
                "coordinator_forecast_made_timestamp_seconds",
                help: "The last second that was forecast from.",
                kind: .gauge,
                samples: statuses.compactMap { status in
                    status.forecast.map { Sample(labels: ["slice": status.slice.id], value: Double($0.second)) }
                }
            ),
            MetricFamily(
                "coordinator_decisions_total",
                help: "Decisions by what was decided and what became of it.",
                kind: .counter,
                samples: statuses.flatMap { status in
                    status.decisionCounts.sorted { "\($0.key)" < "\($1.key)" }.map { key, count in
                        Sample(
                            labels: [
                                "slice": status.slice.id, "kind": key.kind.rawValue, "outcome": key.outcome.rawValue,
                            ],
                            value: Double(count)
                        )
                    }
                }
            ),
        ]
    }

    private func accuracyFamilies(_ statuses: [SliceStatus]) -> [MetricFamily] {
        func samples(_ value: (ModelError) -> Double, of source: String? = nil) -> [Sample] {
            statuses.flatMap { status in
                let horizons = Dictionary(grouping: status.errors.values, by: \.key.horizonSeconds)
                return horizons.sorted { $0.key < $1.key }.map { horizon, errors in
                    var labels: Labels = ["slice": status.slice.id, "horizon": "\(horizon)"]
                    if let source { labels = labels.setting("source", to: source) }
                    return Sample(labels: labels, value: errors.map(value).reduce(0, +))
                }
            }
        }
        return [
            MetricFamily(
                "coordinator_forecasts_due_total",
                help: "Forecasts whose second has come, by horizon in seconds.",
                kind: .counter,
                samples: samples { Double($0.count) }
            ),
            MetricFamily(
                "coordinator_forecast_absolute_error_total",
                help: "Sum of the absolute errors of what was served, and of what the baselines would have said.",
                kind: .counter,
                samples: samples(\.absoluteError, of: "served") + samples(\.lastValueError, of: "last_value")
                    + samples(\.runningMedianError, of: "running_median")
            ),
            MetricFamily(
                "coordinator_forecast_actual_total",
                help: "Sum of the values that came true; divides the errors to an NMAE.",
                kind: .counter,
                samples: samples(\.actual)
            ),
            MetricFamily(
                "coordinator_forecasts_inside_interval_total",
                help: "Forecasts whose interval held what came true.",
                kind: .counter,
                samples: samples { Double($0.inside) }
            ),
        ]
    }
}
