/// A target that Prometheus scrapes, and how the last scrape went.
public struct ActiveTarget: Decodable, Sendable, Equatable {
    /// The labels that its series get, such as `instance` and `job`.
    public let labels: [String: String]
    /// `up`, `down` or `unknown`.
    public let health: String
    /// Why the last scrape failed; empty when it did not.
    public let lastError: String
}
