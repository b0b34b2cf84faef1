import Dispatch
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
    /// Fewer slices are worked on one after the other: sharing them out takes longer.
    static let fewest = 8
    /// After how many slices what they have forecast goes out.
    static let stretch = 4

    private struct Route: Sendable {
        var slice: Int32
        var role: StreamSource.Role
    }

    /// To whom a series goes: nearly always to one slice, and there are tens of thousands of series.
    private struct Routes: Sendable {
        var first: Route?
        var others: [Route] = []

        init(_ routes: [Route]) {
            first = routes.first
            if routes.count > 1 { others = Array(routes.dropFirst()) }
        }
    }

    /// What one slice gets.
    private struct Part: Sendable {
        var slice: Int
        var samples: Range<Int>
        var kpi: [KPIRow]
    }

    /// What is still to be done for a slice after it has forecast.
    struct Remainder: Sendable {
        var runtime: SliceRuntime
        var kpi: [KPIRow]
    }

    private let runtimes: [SliceRuntime]
    private let sources: [StreamSource]
    /// Whose KPI a measurement is.
    private let slices: [String: [Int]]
    private let routes = Mutex<[String: Routes]>([:])

    init(_ runtimes: [SliceRuntime]) {
        let streaming = runtimes.filter { $0.slice.stream != nil }
        self.runtimes = streaming
        sources = streaming.compactMap(\.slice.stream)
        var slices: [String: [Int]] = [:]
        for (index, source) in sources.enumerated() {
            if let name = source.kpiMeasurement { slices[name, default: []].append(index) }
        }
        self.slices = slices
    }

    func wants(_ series: LiveSeries) -> Bool {
        routes.withLock { known in routes(of: series, &known).first != nil }
    }

    /// Hands samples and KPIs to the slices, and hands out the forecasts that they complete.
    ///
    /// - Returns: What ``follow(_:)`` is to do afterwards, slice by slice.
    func take(_ samples: [LiveSample], _ measurements: [LiveMeasurement]) -> [Remainder] {
        var wanted: [(slice: Int32, sample: Int32)] = []
        wanted.reserveCapacity(samples.count)
        var kpis: [Int: [KPIRow]] = [:]
        routes.withLock { known in
            for (position, sample) in samples.enumerated() where !sample.value.isNaN {
                func add(_ route: Route) {
                    switch route.role {
                    case .input: wanted.append((route.slice, Int32(position)))
                    case .kpi:
                        let row = KPIRow(second: flooredSecond(sample.milliseconds), numbers: [sample.value])
                        kpis[Int(route.slice), default: []].append(row)
                    }
                }
                let routes = routes(of: sample.series, &known)
                if let first = routes.first { add(first) }
                for route in routes.others { add(route) }
            }
        }
        for value in measurements where value.value.isFinite {
            for slice in slices[value.measurement] ?? [] {
                kpis[slice, default: []].append(KPIRow(second: value.second, numbers: [value.value]))
            }
        }
        return handOut(samples, wanted, kpis)
    }

    /// Writes down what slices were forecast from, learns from it and decides, and makes ready what comes next.
    ///
    /// - Returns: The slices that are to be settled.
    static func follow(_ remainders: ArraySlice<Remainder>) -> [SliceRuntime] {
        let unsettled = Mutex<[SliceRuntime]>([])
        let start = remainders.startIndex
        inParallel(remainders.count) { positions in
            let found = positions.map { remainders[start + $0] }.filter { $0.runtime.follow(kpi: $0.kpi) }
            if !found.isEmpty { unsettled.withLock { $0 += found.map(\.runtime) } }
        }
        return unsettled.withLock { $0 }
    }

    /// Gives each slice its part; what concerns many is shared out over the processors.
    ///
    /// All forecasts go out before anything else is done about the seconds that they were made of.
    private func handOut(
        _ samples: [LiveSample],
        _ wanted: [(slice: Int32, sample: Int32)],
        _ kpis: [Int: [KPIRow]]
    ) -> [Remainder] {
        var ends = [Int](repeating: 0, count: runtimes.count)
        for (slice, _) in wanted { ends[Int(slice)] += 1 }
        var parts: [Part] = []
        var count = 0
        for slice in runtimes.indices {
            let start = count
            count += ends[slice]
            ends[slice] = start
            let kpi = kpis[slice] ?? []
            if count > start || !kpi.isEmpty { parts.append(Part(slice: slice, samples: start..<count, kpi: kpi)) }
        }
        // Slice by slice, each one's samples in the order in which they came.
        var ordered = [Int32](repeating: 0, count: count)
        for (slice, sample) in wanted {
            ordered[ends[Int(slice)]] = sample
            ends[Int(slice)] += 1
        }
        let sorted = ordered.map { samples[Int($0)] }
        let all = parts
        Self.inParallel(all.count) { [self] positions in
            var hub: EventHub?
            for part in all[positions] {
                let runtime = runtimes[part.slice]
                if runtime.take(sorted[part.samples], kpi: part.kpi) { hub = runtime.hub }
            }
            hub?.releaseOutlet()
        }
        return all.map { Remainder(runtime: runtimes[$0.slice], kpi: $0.kpi) }
    }

    /// Works on so many after the others; where there are many, other processors help.
    private static func inParallel(_ count: Int, _ work: @Sendable (Range<Int>) -> Void) {
        let next = Atomic(0)
        @Sendable func go() {
            while true {
                let start = next.add(stretch, ordering: .relaxed).oldValue
                guard start < count else { return }
                work(start..<min(start + stretch, count))
            }
        }
        guard count > fewest else { return go() }
        DispatchQueue.concurrentPerform(iterations: width) { _ in go() }
    }

    private func routes(of series: LiveSeries, _ known: inout [String: Routes]) -> Routes {
        if let routes = known[series.name] { return routes }
        if known.count >= Self.longestMemory { known.removeAll() }
        let routes = Routes(
            sources.indices.compactMap { index in
                sources[index].role(of: series).map { Route(slice: Int32(index), role: $0) }
            }
        )
        known[series.name] = routes
        return routes
    }
}

/// The second that a time lies in, also before 1970.
func flooredSecond(_ milliseconds: Int64) -> Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
}
