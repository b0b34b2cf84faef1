import Foundation
import HTTPClient
import TestSupport
import Testing

/// `coordinator receive` by itself, without a broker.
@Suite struct ReceiveProgramTests {
    @Test(.timeLimit(.minutes(1)))
    func aPathThatIsThereForAnotherMethodSaysSo() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "receive-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let port = try FreePort.take()
        let receiver = Process()
        receiver.executableURL = try ServeProgram.program("coordinator")
        receiver.arguments = [
            "receive", "samples", "--listen", "127.0.0.1:\(port)", "--kafka", "127.0.0.1:1", "--spool", folder.path,
        ]
        receiver.standardOutput = FileHandle.nullDevice
        receiver.standardError = FileHandle.nullDevice
        try receiver.run()
        defer {
            kill(receiver.processIdentifier, SIGKILL)
            receiver.waitUntilExit()
        }
        var isReady = false
        for _ in 0..<400 where !isReady {
            try await Task.sleep(for: .milliseconds(25))
            isReady = (try? await Loopback.send("GET", "/healthz", port: port))?.status == 200
        }
        #expect(isReady)
        for (method, path, status) in [
            ("GET", "/api/v1/write", 405), ("PUT", "/receive", 405), ("POST", "/healthz", 405),
            ("GET", "/nowhere", 404),
        ] {
            #expect(try await Loopback.send(method, path, port: port).status == status, "\(method) \(path)")
        }
    }
}
