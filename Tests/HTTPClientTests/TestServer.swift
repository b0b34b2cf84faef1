import Foundation

/// A Python process that serves `Fixtures/server.py` on a free port of this machine, for as long as this process lives.
struct TestServer {
    let url: String
    let secureURL: String
    /// The file of the certificate that the secure one shows.
    let certificate: String

    /// `nil` when it could not be started.
    static let running = try? TestServer()

    private let input: Pipe
    private let process: Process

    private init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let output = Pipe()
        input = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", folder.appendingPathComponent("Fixtures/server.py").path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = ""
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(Character(Unicode.Scalar(byte)))
        }
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 3 else { throw CocoaError(.fileReadCorruptFile) }
        (url, secureURL, certificate) = ("http://127.0.0.1:\(words[0])", "https://127.0.0.1:\(words[1])", words[2])
    }
}
