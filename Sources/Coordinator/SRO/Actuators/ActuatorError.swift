/// A flavor could not be put in force.
public enum ActuatorError: Error, Equatable, CustomStringConvertible {
    /// The flavor lacks a setting, or the setting is not one.
    case setting(flavor: String, name: String, found: String?)
    /// The program could not be started.
    case notStarted(command: [String], reason: String)
    /// The program ended badly.
    case commandFailed(command: [String], status: String, output: String)
    /// The program did not end in time and was killed.
    case timedOut(command: [String], seconds: Int)
    /// The program ended well, but something else is in force.
    case notVerified(wanted: String, found: String)

    /// The error in words.
    public var description: String {
        switch self {
        case .setting(let flavor, let name, let found):
            "flavor \(flavor) needs a usable \(name), found \(found.map { "\"\($0)\"" } ?? "none")"
        case .notStarted(let command, let reason):
            "cannot start \"\(command.joined(separator: " "))\": \(reason)"
        case .commandFailed(let command, let status, let output):
            "\"\(command.joined(separator: " "))\" ended with \(status): \(output)"
        case .timedOut(let command, let seconds):
            "\"\(command.joined(separator: " "))\" did not end within \(seconds) s and was killed"
        case .notVerified(let wanted, let found):
            "wanted \(wanted), but the kernel says \(found)"
        }
    }
}
