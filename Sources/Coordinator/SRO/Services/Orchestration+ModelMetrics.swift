import MetricModel
import Store

extension Orchestration {
    /// How good the models that serve now have been, by flavor, version and horizon.
    func modelFamilies(_ statuses: [SliceStatus]) -> [MetricFamily] {
        func samples(_ value: (ModelError) -> Double) -> [Sample] {
            statuses.flatMap { status in
                status.errors.values.filter { status.models[$0.key.flavor]?.version == $0.key.version }
                    .sorted { ($0.key.flavor, $0.key.horizonSeconds) < ($1.key.flavor, $1.key.horizonSeconds) }
                    .map { error in
                        Sample(
                            labels: [
                                "slice": status.slice.id, "flavor": error.key.flavor,
                                "version": "\(error.key.version)", "horizon": "\(error.key.horizonSeconds)",
                            ],
                            value: value(error)
                        )
                    }
            }
        }
        return [
            MetricFamily(
                "coordinator_model_forecasts_due_total",
                help: "Forecasts of the serving model whose second has come, by horizon in seconds.",
                kind: .counter,
                samples: samples { Double($0.count) }
            ),
            MetricFamily(
                "coordinator_model_absolute_error_total",
                help: "Sum of the absolute errors of the serving model's forecasts.",
                kind: .counter,
                samples: samples(\.absoluteError)
            ),
            MetricFamily(
                "coordinator_model_inside_interval_total",
                help: "Forecasts of the serving model whose interval held what came true.",
                kind: .counter,
                samples: samples { Double($0.inside) }
            ),
        ]
    }
}
