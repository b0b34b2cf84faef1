import Store
import Synchronization

/// Brings what comes in streams to the slices that want it.
///
/// Samples of one call reach a slice together, so that a batch of thousands costs each slice one turn.
final class StreamRouter: Sendable {
    /// Series that nobody wants are remembered, too, but not without end.
    static let longestMemory = 1_000_000
    /// How many slices are worked on at once.
    static let width = 4
    /// After how many slices whoever publishes what they have forecast gets a turn.
    static let stretch = 8

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
        await handOut(inputs, kpis)
    }

    func route(_ values: [LiveMeasurement]) async {
        var kpis: [Int: [KPIRow]] = [:]
        for value in values where value.value.isFinite {
            for slice in measurements[value.measurement] ?? [] {
                kpis[slice, default: []].append(KPIRow(second: value.second, numbers: [value.value]))
            }
        }
        await handOut([:], kpis)
    }

    /// Gives each slice its part; what concerns many is shared out over the processors.
    private func handOut(_ inputs: [Int: [LiveSample]], _ kpis: [Int: [KPIRow]]) async {
        let slices = Array(Set(inputs.keys).union(kpis.keys))
        let share = max(8, (slices.count + Self.width - 1) / Self.width)
        await withDiscardingTaskGroup { group in
            for start in stride(from: 0, to: slices.count, by: share) {
                let part = slices[start..<min(start + share, slices.count)]
                group.addTask { [runtimes] in
                    for (count, slice) in part.enumerated() {
                        if count > 0, count.isMultiple(of: Self.stretch) { await Task.yield() }
                        await runtimes[slice].add(inputs[slice] ?? [], kpi: kpis[slice] ?? [])
                    }
                }
            }
        }
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
