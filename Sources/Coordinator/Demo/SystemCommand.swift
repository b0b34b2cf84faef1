import Foundation
import LoadGeneration

/// A short program run to its end, such as `ip` or `tc`.
enum SystemCommand {
    /// Runs a program, also in a task that is cancelled: putting things back must not stop half-way.
    ///
    /// - Returns: What it wrote to both outputs.
    /// - Throws: ``DemoError/commandFailed(command:output:)`` unless it ends well.
    @discardableResult
    static func run(_ command: String...) async throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/slice-forecast-output-\(UUID().uuidString)"
        defer { unlink(path) }
        let ending = try await ChildProcess(command, outputPath: path).wait()
        let output = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        guard ending == .exited(0) else {
            throw DemoError.commandFailed(command: command.joined(separator: " "), output: output)
        }
        return output
    }
}
