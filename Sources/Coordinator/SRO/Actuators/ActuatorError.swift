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
    /// There was no answer.
    case requestFailed(url: String, reason: String)
    /// The answer was a refusal.
    case answered(url: String, status: Int, body: String)
    /// Another coordinator, with a higher fencing number, has been there.
    case fenced(ours: UInt64, found: UInt64)
    /// One node failed, and all were taken back.
    case rolledBack(node: String, reason: String, remedy: String)
    /// The lease could not be renewed everywhere.
    case notRenewed(node: String, reason: String)

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
            "wanted \(wanted), found \(found)"
        case .requestFailed(let url, let reason): "no answer from \(url): \(reason)"
        case .answered(let url, let status, let body): "\(url) answered \(status): \(body)"
        case .fenced(let ours, let found):
            "another coordinator has taken over: the nodes have seen fencing number \(found), ours is \(ours)"
        case .rolledBack(let node, let reason, let remedy): "\(node) failed (\(reason)): \(remedy)"
        case .notRenewed(let node, let reason): "the lease was not renewed on \(node): \(reason)"
        }
    }
}
