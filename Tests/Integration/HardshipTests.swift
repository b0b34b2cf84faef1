import Foundation
import Testing

/// `coordinator serve` where a machine gives it little: a disk that fills, few open files.
@Suite(.serialized) struct HardshipTests {
    private struct Rows: Decodable {
        struct Row: Decodable { var second: Int64 }
        var rows: [Row]
    }

    private struct Problem: Decodable { var detail: String }

    private func configuration(_ program: ServeProgram, store: String) throws -> String {
        try program.write(
            """
            listen: 127.0.0.1:\(program.port)
            store: \(store)
            slices:
              - id: test
                kpi: {name: R_99}
                sla: {upper: 50}
                targets: ["http://127.0.0.1:\(program.agentPort)/metrics"]
                flavors: [{id: low}, {id: high}]
            """,
            to: "coordinator.yaml"
        )
    }

    private func figure(_ name: String, _ program: ServeProgram) async throws -> Double? {
        let line = try await program.get("/metrics").text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    private func wait(_ what: String, for condition: () async throws -> Bool) async throws {
        for _ in 0..<300 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(what): not within 30 s")
    }

    @Test(
        "What was taken while the disk was full is in the store when there is room again",
        .enabled(if: geteuid() == 0, "only root can make a small disk"),
        .timeLimit(.minutes(2))
    )
    func losesNothingToAFullDisk() async throws {
        let program = try ServeProgram()
        try program.startAgent()
        // In a mount namespace of the coordinator's own, which ends with it.
        let disk = program.folder.appending(path: "disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        program.launcher = [
            "/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c",
            #"mount -t tmpfs -o size=8m tmpfs "$0" && exec "$@""#, disk.path,
        ]
        try await program.startCoordinator(try configuration(program, store: "disk/store.sqlite"))
        let pid = try #require(program.coordinator?.processIdentifier)
        let filler = "/proc/\(pid)/root\(disk.path)/filler"

        var sent: Set<Int64> = []
        func send(_ count: Int) async throws {
            for _ in 0..<count {
                let second = Int64(Date().timeIntervalSince1970)
                let row = "timestamp,R_99\n\(second),12.5\n"
                #expect(try await program.post("/api/v1/slices/test/kpi", row, type: "text/csv").status == 200)
                sent.insert(second)
                try await Task.sleep(for: .seconds(1))
            }
        }
        try await send(2)
        #expect(FileManager.default.createFile(atPath: filler, contents: Data(count: 4096)))
        let writing = try FileHandle(forWritingTo: URL(filePath: filler))
        while (try? writing.write(contentsOf: Data(count: 64 << 10))) != nil {}
        while (try? writing.write(contentsOf: Data(count: 512))) != nil {}
        try await send(4)
        #expect(try await figure("coordinator_store_queue_batches", program) ?? 0 > 0)
        let wanted = #"{"flavor": "high", "reason": "a full disk"}"#
        let order = try await program.post("/api/v1/slices/test/flavor", wanted)
        #expect(order.status == 500)
        #expect(try order.decoded(Problem.self).detail.contains("database or disk is full"))

        try writing.close()
        try FileManager.default.removeItem(atPath: filler)
        try await send(1)
        try await wait("nothing to wait for room") {
            try await figure("coordinator_store_queue_batches", program) == 0
        }
        let rows = try await program.get("/api/v1/slices/test/kpi").decoded(Rows.self).rows
        #expect(Set(rows.map(\.second)).isSuperset(of: sent))
        #expect(try await figure("coordinator_store_dropped_batches_total", program) == 0)
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a disk read-only"), .timeLimit(.minutes(1)))
    func refusesAStoreOnADiskThatCannotBeWritten() async throws {
        let program = try ServeProgram()
        let disk = program.folder.appending(path: "disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let configuration = try configuration(program, store: "disk/store.sqlite")
        try await program.startCoordinator(configuration)
        #expect(try await program.end(with: SIGTERM).status == 0)
        program.launcher = [
            "/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-c",
            #"mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@""#, disk.path,
        ]
        let process = try program.launch(configuration)
        try await wait("the end") { !process.isRunning }
        #expect(process.terminationStatus == 1)
        #expect(program.log.contains("cannot open the store"), "\(program.log)")
        #expect(program.log.contains("readonly database"), "\(program.log)")
    }

    @Test(.timeLimit(.minutes(1)))
    func servesWithSixtyFourOpenFilesHoweverManyClientsCome() async throws {
        let program = try ServeProgram()
        program.launcher = ["/usr/bin/prlimit", "--nofile=\(64 + extra)"]
        try await program.startCoordinator(try configuration(program, store: "store.sqlite"))
        var watching = try (0..<100).map { _ in try RawClient(port: program.port) }
        for client in watching { client.say(Array("GET /api/v1/events HTTP/1.1\r\nHost: test\r\n\r\n".utf8)) }
        try await Task.sleep(for: .seconds(2))
        watching.removeAll()
        try await wait("an answer") { (try? await program.get("/api/v1/slices/test"))?.status == 200 }
        #expect(try await program.end(with: SIGTERM).status == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func saysHowManyOpenFilesItNeeds() async throws {
        let program = try ServeProgram()
        program.launcher = ["/usr/bin/prlimit", "--nofile=40"]
        let process = try program.launch(try configuration(program, store: "store.sqlite"))
        try await wait("the end") { !process.isRunning }
        #expect(process.terminationStatus == 1)
        #expect(program.log.contains("open files at least, and the limit here is 40 (ulimit -n)"))
    }

    /// Each core beyond two has an event loop of its own.
    private var extra: Int { max(0, ProcessInfo.processInfo.activeProcessorCount - 2) * 8 }
}
