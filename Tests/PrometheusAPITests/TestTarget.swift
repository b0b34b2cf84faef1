import Foundation

/// A Python process that serves `Fixtures/target.py` on a free port of this machine, for as long as this process lives.
struct TestTarget {
    let address: String

    /// `nil` when it could not be started.
    static let running = try? TestTarget()

    private let input: Pipe
    private let process: Process

    private init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let output = Pipe()
        input = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", folder.appendingPathComponent("Fixtures/target.py").path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var port = ""
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            port.append(Character(Unicode.Scalar(byte)))
        }
        address = "127.0.0.1:\(port)"
    }
}
