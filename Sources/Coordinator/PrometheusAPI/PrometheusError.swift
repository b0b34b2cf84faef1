public import HTTPClient

/// Prometheus did not answer a question.
public enum PrometheusError: Error, Equatable {
    /// There was no complete answer.
    case unanswered(HTTPError)
    /// It answered with a status that says why it did not do what it was asked.
    case refused(url: String, status: Int, reason: String)
    /// Its answer is not what its documentation promises.
    case unreadable(url: String, expected: String, found: String)
}

extension PrometheusError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unanswered(let error): error.description
        case .refused(let url, let status, let reason): "\(url): refused with status \(status): \(reason)"
        case .unreadable(let url, let expected, let found): "\(url): expected \(expected), found \(found)"
        }
    }
}
