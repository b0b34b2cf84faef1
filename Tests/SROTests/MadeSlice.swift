import Forecasting
import SRO

extension Slice {
    /// A slice whose KPI comes in a stream and has to stay below 100 ms, with windows short enough for a test.
    static func made(
        flavors: [String] = ["low"],
        inputs: Int = 2,
        stream: StreamSource? = StreamSource(),
        policy change: (inout PolicySettings) -> Void = { _ in }
    ) -> Slice {
        var policy = PolicySettings()
        change(&policy)
        return Slice(
            id: "redis",
            kpi: .init(name: "R_99", unit: "ms"),
            bound: .upper(100),
            stream: stream,
            training: TrainingSettings(horizons: [1, 5], windowSeconds: 10, objective: .nmae),
            inputCount: inputs,
            flavors: flavors.map { Flavor(id: $0) },
            policy: policy
        )
    }
}
