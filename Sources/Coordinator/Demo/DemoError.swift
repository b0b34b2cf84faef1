/// The demo could not go on.
public enum DemoError: Error, Equatable, CustomStringConvertible {
    /// A program of the system did not do what was asked of it.
    case commandFailed(command: String, output: String)
    /// Something that the demo needs is not on this machine.
    case missing(what: String, remedy: String)
    /// A program of the demo did not become ready in time, or ended.
    case notReady(program: String, seconds: Int, lastWords: String)
    /// The coordinator answered with something else than it promises.
    case unexpectedAnswer(request: String, status: Int, body: String)
    /// The coordinator could not learn a model.
    case trainingFailed(flavor: String, reason: String)

    /// What went wrong, in a sentence.
    public var description: String {
        switch self {
        case .commandFailed(let command, let output): "`\(command)` failed: \(output)"
        case .missing(let what, let remedy): "\(what) is missing: \(remedy)"
        case .notReady(let program, let seconds, let lastWords):
            "\(program) was not ready after \(seconds) s; it said last:\n\(lastWords)"
        case .unexpectedAnswer(let request, let status, let body):
            "the coordinator answered \(request) with status \(status): \(body)"
        case .trainingFailed(let flavor, let reason): "no model could be learned for \(flavor): \(reason)"
        }
    }
}
