public import Exposition
public import HTTPClient

/// A target could not be scraped.
public enum ScrapeError: Error, Equatable {
    /// The target's page was not got.
    case unanswered(HTTPError)
    /// The target answered with this status and these first words instead of a page.
    case refused(url: String, status: Int, found: String)
    /// What the target showed is not a page of metrics, or too large a one.
    case unreadable(url: String, ExpositionError)
}

extension ScrapeError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .unanswered(let error): error.description
        case .refused(let url, let status, let found):
            "\(url): expected a page of metrics, found status \(status): \(found)"
        case .unreadable(let url, let error): "\(url): \(error)"
        }
    }
}
