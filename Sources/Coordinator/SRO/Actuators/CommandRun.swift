import Subprocess
import SystemPackage

/// Runs a program to its end, with a time limit and without a shell.
enum CommandRun {
    /// How much a program may say; one that says more fails.
    static let outputLimit = 1 << 20

    /// - Returns: What the program wrote to its standard output.
    /// - Throws: ``ActuatorError`` when it cannot be started, ends badly, or takes too long.
    static func output(of command: [String], withinSeconds seconds: Int) async throws(ActuatorError) -> String {
        guard let program = command.first else {
            throw .notStarted(command: command, reason: "there is no program")
        }
        let result: Ending
        do {
            result = try await race(program, Array(command.dropFirst()), seconds: seconds)
        } catch {
            throw .notStarted(command: command, reason: "\(error)")
        }
        switch result {
        case .timedOut:
            throw .timedOut(command: command, seconds: seconds)
        case .ended(let status, let output, let errors):
            guard status.isSuccess else {
                throw .commandFailed(command: command, status: "\(status)", output: "\(errors)\(output)")
            }
            return output
        }
    }

    private enum Ending: Sendable {
        case ended(TerminationStatus, output: String, errors: String)
        case timedOut
    }

    private static func race(_ program: String, _ arguments: [String], seconds: Int) async throws -> Ending {
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask {
                // Cancelled, the whole process group is asked to end and then killed.
                var platform = PlatformOptions()
                platform.processGroupID = 0
                platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(200))]
                let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
                let result = try await run(
                    executable,
                    arguments: Arguments(arguments),
                    platformOptions: platform,
                    output: .string(limit: outputLimit),
                    error: .string(limit: outputLimit)
                )
                return .ended(
                    result.terminationStatus,
                    output: result.standardOutput,
                    errors: result.standardError
                )
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                return .timedOut
            }
            guard let first = try await group.next() else { return .timedOut }
            group.cancelAll()
            return first
        }
    }
}
