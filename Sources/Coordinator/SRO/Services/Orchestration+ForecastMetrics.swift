import MetricModel
import Store

extension Orchestration {
    /// The last forecasts and what they are held against.
    func forecastFamilies(_ statuses: [SliceStatus]) -> [MetricFamily] {
        func points(_ value: (StoredForecast.Point) -> Double?) -> [Sample] {
            statuses.flatMap { status in
                (status.forecast?.points ?? []).compactMap { point in
                    value(point).map { value in
                        Sample(labels: ["slice": status.slice.id, "horizon": "\(point.horizonSeconds)"], value: value)
                    }
                }
            }
        }
        return [
            MetricFamily(
                "coordinator_forecast",
                help: "The last forecast by horizon in seconds, in the KPI's unit.",
                kind: .gauge,
                samples: points { $0.value }
            ),
            MetricFamily(
                "coordinator_forecast_lower",
                help: "The lower edge of the last forecast's interval.",
                kind: .gauge,
                samples: points { $0.lower }
            ),
            MetricFamily(
                "coordinator_forecast_upper",
                help: "The upper edge of the last forecast's interval.",
                kind: .gauge,
                samples: points { $0.upper }
            ),
            MetricFamily(
                "coordinator_forecast_violation_probability_ratio",
                help: "How probable the last forecast calls a violation of the agreement, 0 to 1.",
                kind: .gauge,
                samples: points { $0.violationProbability }
            ),
            MetricFamily(
                "coordinator_forecast_fresh_inputs_ratio",
                help: "The share of the model's inputs that were fresh, 0 to 1.",
                kind: .gauge,
                samples: points { $0.freshShare }
            ),
        ]
    }

    /// What is agreed, how far the orchestration may go, and whether the model in force may act.
    func agreementFamilies(_ statuses: [SliceStatus]) -> [MetricFamily] {
        [
            MetricFamily(
                "coordinator_agreement_bound",
                help: "The bound that the KPI is to stay below (upper) or above (lower), in its own unit.",
                kind: .gauge,
                samples: statuses.map { status in
                    let (side, value): (String, Double) =
                        switch status.slice.bound {
                        case .upper(let value): ("upper", value)
                        case .lower(let value): ("lower", value)
                        }
                    return Sample(labels: ["slice": status.slice.id, "side": side], value: value)
                }
            ),
            MetricFamily(
                "coordinator_slice_mode",
                help: "1 for how far the orchestration may go, 0 for the other modes.",
                kind: .gauge,
                samples: statuses.flatMap { status in
                    OrchestrationMode.allCases.map { mode in
                        Sample(
                            labels: ["slice": status.slice.id, "mode": mode.rawValue],
                            value: mode == status.mode ? 1 : 0
                        )
                    }
                }
            ),
            MetricFamily(
                "coordinator_model_gate_passed",
                help: "Whether the serving model of a flavor was better than the naive forecasts.",
                kind: .gauge,
                samples: statuses.flatMap { status in
                    status.models.sorted { $0.key < $1.key }.map { flavor, model in
                        Sample(
                            labels: ["slice": status.slice.id, "flavor": flavor],
                            value: model.summary.gate.passed ? 1 : 0
                        )
                    }
                }
            ),
            MetricFamily(
                "coordinator_event_watchers",
                help: "Connections that follow the server-sent events.",
                kind: .gauge,
                samples: [Sample(value: Double(events.watcherCount))]
            ),
        ]
    }
    /// What waits for the store.
    func storeFamilies() -> [MetricFamily] {
        let backlog = writer.backlog
        return [
            MetricFamily(
                "coordinator_store_queue_batches",
                help: "Seconds whose rows could not be written yet; 600 are kept.",
                kind: .gauge,
                samples: [Sample(value: Double(backlog.waiting))]
            ),
            MetricFamily(
                "coordinator_store_dropped_batches_total",
                help: "Seconds whose rows were given up because the queue was full.",
                kind: .counter,
                samples: [Sample(value: Double(backlog.dropped))]
            ),
        ]
    }
}
