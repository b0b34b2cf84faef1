import Foundation

/// A Python process that serves on free ports of this machine for as long as this process lives.
public final class PythonServer: Sendable {
    /// What it wrote on its first line, word by word.
    public let words: [String]

    // Held open, for the server ends with it.
    private let input: Pipe

    /// Starts the script at a path and waits for its first line.
    ///
    /// - Throws: When Python cannot be started.
    public init(script: String) throws {
        let output = Pipe()
        input = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = ""
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(Character(Unicode.Scalar(byte)))
        }
        words = line.split(separator: " ").map(String.init)
    }
}
