import Store
import Synchronization

/// Brings what comes in streams to the slices that want it.
///
/// Samples of one call reach a slice together, so that a batch of thousands costs each slice one turn.
final class StreamRouter: Sendable {
    /// Series that nobody wants are remembered, too, but not without end.
    static let longestMemory = 1_000_000

    private struct Route: Sendable {
        var slice: Int
        var role: StreamSource.Role
    }

    private let runtimes: [SliceRuntime]
    private let sources: [StreamSource]
    private let measurements: [String: [Int]]
    private let routes = Mutex<[String: [Route]]>([:])

    init(_ runtimes: [SliceRuntime]) {
        let streaming = runtimes.filter { $0.slice.stream != nil }
        self.runtimes = streaming
        sources = streaming.compactMap(\.slice.stream)
        var measurements: [String: [Int]] = [:]
        for (index, source) in sources.enumerated() {
            if let name = source.kpiMeasurement { measurements[name, default: []].append(index) }
        }
        self.measurements = measurements
    }

    func wants(_ series: LiveSeries) -> Bool {
        routes.withLock { known in !routes(of: series, &known).isEmpty }
    }

    func route(_ samples: [LiveSample]) async {
        var inputs: [Int: [LiveSample]] = [:]
        var kpis: [Int: [KPIRow]] = [:]
        routes.withLock { known in
            for sample in samples where !sample.value.isNaN {
                for route in routes(of: sample.series, &known) {
                    switch route.role {
                    case .input: inputs[route.slice, default: []].append(sample)
                    case .kpi:
                        let row = KPIRow(second: flooredSecond(sample.milliseconds), numbers: [sample.value])
                        kpis[route.slice, default: []].append(row)
                    }
                }
            }
        }
        for (slice, samples) in inputs {
            await runtimes[slice].add(samples, kpi: kpis.removeValue(forKey: slice) ?? [])
        }
        for (slice, rows) in kpis { await runtimes[slice].add([], kpi: rows) }
    }

    func route(_ values: [LiveMeasurement]) async {
        var kpis: [Int: [KPIRow]] = [:]
        for value in values where value.value.isFinite {
            for slice in measurements[value.measurement] ?? [] {
                kpis[slice, default: []].append(KPIRow(second: value.second, numbers: [value.value]))
            }
        }
        for (slice, rows) in kpis { await runtimes[slice].add([], kpi: rows) }
    }

    private func routes(of series: LiveSeries, _ known: inout [String: [Route]]) -> [Route] {
        if let routes = known[series.name] { return routes }
        if known.count >= Self.longestMemory { known.removeAll() }
        let routes = sources.indices.compactMap { index in
            sources[index].role(of: series).map { Route(slice: index, role: $0) }
        }
        known[series.name] = routes
        return routes
    }
}

/// The second that a time lies in, also before 1970.
func flooredSecond(_ milliseconds: Int64) -> Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
}
