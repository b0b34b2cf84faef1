import Foundation
import Logging
import MetricModel
import SRO
import ServiceLifecycle
import Store
import Synchronization
import Testing

/// What slices ask for after their forecasts have gone out waits where it keeps no forecast waiting.
@Suite struct SettlingTests {
    /// A group of one whose words reach nobody until the gate is opened.
    private final class Gate: SliceSharing {
        private struct State {
            var isOpen = false
            var waiting: [CheckedContinuation<Void, Never>] = []
            var number: Int64 = 0
        }

        private let gate = Mutex(State())

        var waitingCount: Int { gate.withLock(\.waiting.count) }

        func open() {
            let waiting = gate.withLock { gate in
                gate.isOpen = true
                defer { gate.waiting = [] }
                return gate.waiting
            }
            for continuation in waiting { continuation.resume() }
        }

        func owns(_ slice: String) -> Bool { true }
        func isSure(of slice: String) -> Bool { true }
        func fencing(of slice: String) -> UInt64 { 1 }
        func decisionNumber(of slice: String) throws(SharingError) -> Int64 {
            gate.withLock { gate in
                gate.number += 1
                return gate.number
            }
        }
        func state(of slice: String) -> SharedState? { nil }
        func owner(of slice: String) -> SliceOwner? { nil }
        var members: [SliceOwner] { [] }
        var changeCount: Int { 0 }
        func forget(model version: Int, flavor: String, of slice: String) {}

        func tell(_ news: SharedNews, of slice: String) async throws(SharingError) {
            await withCheckedContinuation { continuation in
                let isOpen = gate.withLock { gate in
                    if !gate.isOpen { gate.waiting.append(continuation) }
                    return gate.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }
    }

    private final class Notes: Sendable {
        /// The time of day, in milliseconds.
        let now = Atomic<Int64>(0)
        let counts = Mutex((forecasts: 0, decisions: 0))
    }

    private static let start: Int64 = 1_579_355_129
    private static let series = LiveSeries(metric: "sockets", labels: ["instance": "10.0.0.7:9100"])
    private static func load(_ index: Int) -> Double { 10 + 8 * sin(Double(index) * 2 * .pi / 60) }

    private func store(with slice: Slice, in folder: URL) async throws -> Store {
        let store = try Store(path: folder.appending(path: "store.sqlite").path)
        let seconds = (0..<400).map { index in
            let (second, load) = (Self.start + Int64(index), Self.load(index))
            return Replay.Second(second: second, values: [(Self.series.name, load)], kpi: 20 + 5 * load)
        }
        let model = try Replay.model(of: slice, flavor: "low", from: seconds)
        let key = try await store.slice(id: slice.id, elseFlavor: "low", mode: "dryRun", milliseconds: 0).key
        _ = try await store.add(try StoredModel(model), slice: key, isActive: true)
        return store
    }

    @Test(.timeLimit(.minutes(1)))
    func aDecisionThatIsNotYetToldKeepsNoForecastWaiting() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "settling-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let stream = StreamSource(kpiMeasurement: "kpi")
        let slice = Slice.made(flavors: ["low", "high"], inputs: 1, stream: stream) { $0.settle = 0 }
        let (gate, notes) = (Gate(), Notes())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let orchestration = try await Orchestration(
            slices: [slice],
            store: try await store(with: slice, in: folder),
            readPage: { _ in [] },
            outlet: { event in
                switch event {
                case .forecast: notes.counts.withLock { $0.forecasts += 1 }
                case .decision: notes.counts.withLock { $0.decisions += 1 }
                case .truth, .job: break
                }
            },
            clock: WallClock { notes.now.load(ordering: .relaxed) },
            sharing: gate,
            logger: logger
        )
        let group = ServiceGroup(services: [orchestration.settlingService], logger: logger)
        async let end: Void = group.run()
        var remainder = StreamRemainder()
        // The agreement is broken around the 435th second.
        for index in 400..<440 {
            let second = Self.start + Int64(index)
            notes.now.store((second + 1) * 1000, ordering: .relaxed)
            let value = Self.load(index)
            orchestration.forecast(
                from: [LiveSample(series: Self.series, milliseconds: second * 1000, value: value)],
                [LiveMeasurement(measurement: "kpi", second: second, value: 20 + 5 * value)],
                leaving: &remainder
            )
            while !remainder.isEmpty { orchestration.follow(&remainder) }
        }
        #expect(notes.counts.withLock(\.forecasts) == 40)
        while gate.waitingCount == 0 { await Task.yield() }
        #expect(notes.counts.withLock(\.decisions) == 0)
        gate.open()
        await group.triggerGracefulShutdown()
        try await end
        #expect(notes.counts.withLock(\.decisions) > 0, "what had begun was brought to its end")
    }
}
