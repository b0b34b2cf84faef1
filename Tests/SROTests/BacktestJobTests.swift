import Forecasting
import Foundation
import Logging
import SRO
import ServiceLifecycle
import Store
import Testing

/// Backtests of recorded rows, asked for as jobs.
@Suite struct BacktestJobTests {
    private static let slice = Slice.made { $0.settle = 0 }
    /// Rows of long ago would be forgotten at once.
    private static let start = Int64(Date().timeIntervalSince1970) - 1_000

    /// Runs `body` with a coordinator whose store has `count` seconds.
    private func withOrchestration(_ count: Int, _ body: (Orchestration) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "backtest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Store(path: folder.appending(path: "store.sqlite").path)
        let slice = Self.slice
        let state = try await store.slice(id: slice.id, elseFlavor: "low", mode: "observe", milliseconds: 0)
        var batch = StoreBatch()
        for index in 0..<count {
            let (second, load) = (Self.start + Int64(index), 10 + 8 * sin(Double(index) * 2 * .pi / 60))
            batch.append(
                RecordedRow(second: second, flavor: "low", numbers: [load * 3, Double(index % 7)]),
                columns: [SeriesColumn(name: "sockets", kind: .gauge), SeriesColumn(name: "other", kind: .gauge)],
                slice: state.key
            )
            batch.append(
                [KPIRow(second: second, numbers: [5 * load + Double(index % 5)])],
                columns: ["R_99"],
                slice: state.key
            )
        }
        try await store.append(batch)
        let orchestration = try await Orchestration(
            slices: [slice],
            store: store,
            readPage: { _ in [] },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in orchestration.services { group.addTask { try await service.run() } }
            try await body(orchestration)
            group.cancelAll()
        }
    }

    private func ended(_ job: Job, in orchestration: Orchestration) async throws -> Job {
        var job = job
        while job.isOpen {
            try await Task.sleep(for: .milliseconds(20))
            job = try await orchestration.backtest("\(job.id)")
        }
        return job
    }

    @Test(.timeLimit(.minutes(1))) func aRollingOriginJudgesWhatFollowsEachOfItsOrigins() async throws {
        try await withOrchestration(600) { orchestration in
            let job = try await ended(
                orchestration.backtest("redis", flavor: "low", isRolling: true),
                in: orchestration
            )
            #expect(job.state == .succeeded, "\(job.error ?? "")")
            let rolling = try #require(job.rolling)
            #expect(rolling.map(\.horizon) == [1, 5])
            // Forecasts from the middle on, but for the last ones of each step, whose truth lies in the next.
            #expect(rolling.allSatisfy { (260...300).contains($0.samples) }, "\(rolling.map(\.samples))")
            #expect(rolling.allSatisfy { $0.nmae ?? 1 < 0.5 && $0.baselines.count == 2 })
            #expect(try await orchestration.models(of: "redis").isEmpty, "a backtest puts no model to work")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aSingleSplitJudgesTheModelThatWouldServe() async throws {
        try await withOrchestration(400) { orchestration in
            let job = try await ended(orchestration.backtest("redis", flavor: "low"), in: orchestration)
            #expect(job.state == .succeeded, "\(job.error ?? "")")
            #expect(job.found?.rows == 400 && job.rolling == nil)
        }
    }

    @Test(.timeLimit(.minutes(1))) func tooFewRowsForTwoHalvesAreRefusedInWords() async throws {
        try await withOrchestration(40) { orchestration in
            let job = try await ended(
                orchestration.backtest("redis", flavor: "low", isRolling: true),
                in: orchestration
            )
            #expect(job.state == .failed)
            #expect(job.error?.contains("40") == true, "\(job.error ?? "")")
        }
    }
}
