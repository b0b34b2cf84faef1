import Foundation
import Glibc
import LoadGeneration
import Synchronization
import Testing

@Suite struct CommandWorkloadTests {
    @Test func everyProcessEndsWithItsClient() async throws {
        // Each client starts a child of its own and ignores the polite request to end.
        let mark = "4242\(getpid())"
        let workload = CommandWorkload(command: ["sh", "-c", "trap '' TERM; sleep \(mark) & wait; sleep \(mark)"])
        let counts = Mutex<[Int]>([])
        let load = LoadGenerator(
            law: try StaircaseLaw(clients: 3, period: 2),
            workload: workload,
            duration: .milliseconds(900)
        )
        let summary = try await load.run { event in
            if case .clients(_, let count) = event {
                counts.withLock { $0.append(count) }
            }
        }
        #expect(counts.withLock(\.self) == [1, 2, 3, 3, 0])
        #expect(summary.clientsStarted == 3)
        #expect(summary.operations.clientsLost == 0)
        #expect(try Self.processes(with: mark) == [])
    }

    @Test func aProgramThatEndsByItselfIsCounted() async throws {
        let load = LoadGenerator(
            law: try StaircaseLaw(clients: 2, period: 2),
            workload: CommandWorkload(command: ["false"]),
            duration: .milliseconds(600)
        )
        let summary = try await load.run { _ in }
        #expect(summary.operations.clientsLost == 2)
        #expect(summary.operations.lastFailure?.contains("false") == true)
    }

    @Test func aProgramThatIsNotThereIsCountedWithTheReason() async throws {
        let load = LoadGenerator(
            law: try StaircaseLaw(clients: 2, period: 2),
            workload: CommandWorkload(command: ["/nowhere/to/be/found"]),
            duration: .milliseconds(100)
        )
        let summary = try await load.run { _ in }
        #expect(summary.operations.clientsLost == 1)
        #expect(summary.operations.lastFailure?.contains("No such file") == true)
    }

    @Test func cancellingEndsAllClients() async throws {
        let mark = "4343\(getpid())"
        let load = LoadGenerator(
            law: try StaircaseLaw(clients: 2, period: 1),
            workload: CommandWorkload(command: ["sleep", mark]),
            duration: .seconds(600),
            initialClients: 2
        )
        let task = Task { try await load.run { _ in } }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        let summary = try await task.value
        #expect(summary.clientsStarted >= 2)
        #expect(try Self.processes(with: mark) == [])
    }

    @Test func aProgramInheritsNoFilesButItsOutputs() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let process = try ChildProcess(["sh", "-c", "test ! -e /proc/self/fd/\(ends[0])"])
        #expect(await process.wait() == .exited(0))
    }

    private static func processes(with mark: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int32(name) != nil, name != "\(getpid())" else {
                return false
            }
            let commandLine = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
            return String(decoding: commandLine, as: UTF8.self).contains(mark)
        }
    }
}
