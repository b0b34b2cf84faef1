import Forecasting
import Foundation
import Logging
import MetricModel
import SRO
import ServiceLifecycle
import Store
import Synchronization
import Testing

/// In which order things happen when the seconds of many slices end at once.
@Suite struct StreamOrderTests {
    private static let start: Int64 = 1_579_355_129
    private static let series = LiveSeries(metric: "sockets", labels: ["instance": "10.0.0.7:9100"])
    private static let slices = (0..<30).map { number in
        var slice = Slice.made(inputs: 1, stream: StreamSource(kpiMeasurement: "kpi"))
        slice.id = "s\(number)"
        return slice
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func load(_ index: Int) -> Double { 10 + 8 * sin(Double(index) * 2 * .pi / 60) }

    private final class Diary: Sendable {
        enum Entry: Equatable {
            case forecast(String)
            case release
            case truth(String)
        }

        /// The time of day, in milliseconds.
        let now = Atomic<Int64>(0)
        private let entries = Mutex<[Entry]>([])
        private let kept = Mutex<[String: [StoredForecast]]>([:])

        /// What has been forecast for each slice.
        var forecasts: [String: [StoredForecast]] { kept.withLock { $0 } }

        func keep(_ slice: String, _ forecast: StoredForecast) {
            kept.withLock { $0[slice, default: []].append(forecast) }
        }

        func note(_ entry: Entry) { entries.withLock { $0.append(entry) } }

        func take() -> [Entry] {
            entries.withLock { entries in
                defer { entries = [] }
                return entries
            }
        }
    }

    private func store(in folder: URL) async throws -> Store {
        let store = try Store(path: folder.appending(path: "store.sqlite").path)
        let seconds = (0..<400).map { index in
            let (second, load) = (Self.start + Int64(index), Self.load(index))
            return Replay.Second(second: second, values: [(Self.series.name, load)], kpi: 20 + 5 * load)
        }
        let model = try Replay.model(of: Self.slices[0], flavor: "low", from: seconds)
        let stored = try StoredModel(model)
        for slice in Self.slices {
            let key = try await store.slice(id: slice.id, elseFlavor: "low", mode: "observe", milliseconds: 0).key
            _ = try await store.add(stored, slice: key, isActive: true)
        }
        return store
    }

    private func orchestration(in folder: URL, telling diary: Diary) async throws -> Orchestration {
        try await Orchestration(
            slices: Self.slices,
            store: try await store(in: folder),
            readPage: { _ in [] },
            outlet: { event in
                switch event {
                case .forecast(let slice, let forecast):
                    diary.note(.forecast(slice.id))
                    diary.keep(slice.id, forecast)
                case .truth(let slice, _): diary.note(.truth(slice))
                case .decision, .job: break
                }
            },
            release: { diary.note(.release) },
            clock: WallClock { diary.now.load(ordering: .relaxed) },
            logger: Self.logger
        )
    }

    @Test func allForecastsGoOutBeforeAnythingElseIsDone() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "order-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let diary = Diary()
        let orchestration = try await orchestration(in: folder, telling: diary)
        let ids = Set(Self.slices.map(\.id))
        for index in 400..<420 {
            let second = Self.start + Int64(index)
            diary.now.store((second + 1) * 1000, ordering: .relaxed)
            let value = Self.load(index)
            await orchestration.add([LiveSample(series: Self.series, milliseconds: second * 1000, value: value)])
            #expect(diary.take().isEmpty, "the KPI is missing")
            await orchestration.add([LiveMeasurement(measurement: "kpi", second: second, value: 20 + 5 * value)])
            let entries = diary.take()
            let first = entries.prefix { if case .truth = $0 { false } else { true } }
            let forecasts = first.compactMap { if case .forecast(let id) = $0 { id } else { nil } }
            #expect(forecasts.count == ids.count && Set(forecasts) == ids)
            #expect(first.last == .release)
            let truths = entries.count { if case .truth = $0 { true } else { false } }
            #expect(truths == (index < 402 ? 0 : ids.count))
        }
    }

    @Test func whatComesInGoesBeforeWhatIsLeftToDo() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "order-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var told: [[String: [StoredForecast]]] = []
        for name in ["at once", "left"] {
            let folder = folder.appending(path: name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let diary = Diary()
            let orchestration = try await orchestration(in: folder, telling: diary)
            let group = ServiceGroup(services: [orchestration.settlingService], logger: Self.logger)
            async let end: Void = group.run()
            var remainder = StreamRemainder()
            for index in 400..<420 {
                let second = Self.start + Int64(index)
                diary.now.store((second + 1) * 1000, ordering: .relaxed)
                let value = Self.load(index)
                let samples = [LiveSample(series: Self.series, milliseconds: second * 1000, value: value)]
                let kpis = [LiveMeasurement(measurement: "kpi", second: second, value: 20 + 5 * value)]
                guard name == "left" else {
                    await orchestration.add(samples, kpis)
                    continue
                }
                orchestration.forecast(from: samples, kpis, leaving: &remainder)
                let entries = diary.take()
                #expect(entries.count { if case .forecast = $0 { true } else { false } } == Self.slices.count)
                #expect(!entries.contains { if case .truth = $0 { true } else { false } })
            }
            while !remainder.isEmpty { orchestration.follow(&remainder) }
            await group.triggerGracefulShutdown()
            try await end
            let truths = diary.take().count { if case .truth = $0 { true } else { false } }
            #expect(truths == 18 * Self.slices.count, "the first forecasts are about the third second")
            told.append(diary.forecasts)
        }
        #expect(told[0].count == Self.slices.count)
        #expect(told[0] == told[1])
    }
}
