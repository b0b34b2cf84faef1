import Foundation
import HTTPClient
import TestSupport
import Testing

/// A small Python program beside the coordinator, which answers on a port and writes lines.
final class SideProgram {
    let port: Int
    private let process = Process()
    private let output: URL

    /// Starts it and waits until it answers; one that serves no GET says 501 then.
    init(_ text: String, named name: String, in program: ServeProgram) async throws {
        port = try FreePort.take()
        output = program.folder.appending(path: "\(name).log")
        try Data().write(to: output)
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", try program.write(text, to: "\(name).py"), "\(port)"]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<400 {
            if let answer = try? await Loopback.send("GET", "/", port: port), answer.status == 501 { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        Issue.record("\(name) does not answer")
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    /// The whole lines that it has written.
    var lines: [String] {
        let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
        return text[..<(text.lastIndex(of: "\n") ?? text.startIndex)].split(separator: "\n").map(String.init)
    }

    /// The first line of a kind, once it is there; `nil` when it does not come within a minute.
    func line(_ matches: (String) -> Bool) async throws -> String? {
        for _ in 0..<1200 {
            if let line = lines.first(where: matches) { return line }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }
}
