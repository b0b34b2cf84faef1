import Glibc
import LoadGeneration
import Synchronization
import Testing

/// As many clients as at the beginning, for ever.
private struct SteadyLaw: LoadLaw {
    let clients: Int

    mutating func next() -> LoadStep { LoadStep(time: 1e6, clients: clients) }
}

@Suite(.serialized, .enabled(if: RedisServer.isInstalled)) struct RedisWorkloadTests {
    private static func workload(on server: RedisServer) -> RedisWorkload {
        var settings = RedisWorkload.Settings(host: "127.0.0.1", port: server.port)
        settings.keyCount = 100
        settings.operationsPerSecond = 100
        return RedisWorkload(settings)
    }

    /// Waits until the server answers and holds all values.
    private static func prepared(_ server: RedisServer) async throws -> RedisWorkload {
        let workload = workload(on: server)
        for attempt in 1... {
            do {
                try await workload.prepare()
                break
            } catch {
                guard attempt < 100 else {
                    throw error
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return workload
    }

    private static func rows(of events: [LoadGenerator.Event]) -> [KPIRow] {
        events.compactMap { event in
            if case .row(let row) = event {
                return row
            }
            return nil
        }
    }

    @Test func recordsReadsAndWritesOfEachSecond() async throws {
        try await RedisServer.run { server in
            let workload = try await Self.prepared(server)
            let events = Mutex<[LoadGenerator.Event]>([])
            let load = LoadGenerator(
                law: SteadyLaw(clients: 4),
                workload: workload,
                duration: .seconds(4),
                initialClients: 4
            )
            let summary = try await load.run { event in
                events.withLock { $0.append(event) }
            }
            let rows = Self.rows(of: events.withLock(\.self))
            #expect(rows.count >= 3)
            #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.second + 1 == $1.second })
            let whole = rows.dropFirst().dropLast()
            #expect(whole.allSatisfy { $0.operations > 50 && $0.reads != nil && $0.writes != nil })
            #expect(summary.operations.failed == 0)
            #expect(summary.operations.answered > 300)
        }
    }

    @Test func aServerThatStandsStillIsSeenInEveryOperationThatItKeptWaiting() async throws {
        try await RedisServer.run { server in
            let workload = try await Self.prepared(server)
            let events = Mutex<[LoadGenerator.Event]>([])
            let load = LoadGenerator(
                law: SteadyLaw(clients: 4),
                workload: workload,
                duration: .seconds(5),
                initialClients: 4
            )
            async let summary = load.run { event in
                events.withLock { $0.append(event) }
            }
            try await Task.sleep(for: .seconds(1.5))
            kill(server.process.processID, SIGSTOP)
            try await Task.sleep(for: .seconds(1.5))
            kill(server.process.processID, SIGCONT)
            _ = try await summary

            let rows = Self.rows(of: events.withLock(\.self))
            let worst = try #require(rows.compactMap(\.reads?.p99).max())
            #expect(worst > 1200)
            // A closed loop would see one slow operation for each client; in an open loop all that were due meanwhile
            // waited. At worst the second goes on for 1 s after the 1.5 s: two of five operations were quick, and the
            // median is the quickest sixth of those that waited, 250 ms.
            let after = try #require(rows.first { ($0.reads?.p99 ?? 0) > 1200 })
            let median = try #require(after.reads?.p50)
            #expect(median > 200)
        }
    }

    @Test func endsAtOnceWhenTheServerStandsStill() async throws {
        try await RedisServer.run { server in
            let workload = try await Self.prepared(server)
            let load = LoadGenerator(
                law: SteadyLaw(clients: 4),
                workload: workload,
                duration: .seconds(1),
                initialClients: 4
            )
            kill(server.process.processID, SIGSTOP)
            defer { kill(server.process.processID, SIGCONT) }
            // Preparing needs an answer; the clients alone do not.
            let elapsed = try await ContinuousClock().measure {
                kill(server.process.processID, SIGCONT)
                async let summary = load.run { _ in }
                try await Task.sleep(for: .milliseconds(400))
                kill(server.process.processID, SIGSTOP)
                _ = try await summary
            }
            #expect(elapsed < .seconds(3))
        }
    }

    @Test func aServerThatIsNotThereIsAnError() async throws {
        let workload = RedisWorkload(.init(host: "127.0.0.1", port: 1))
        await #expect(throws: (any Error).self) { try await workload.prepare() }
    }
}
