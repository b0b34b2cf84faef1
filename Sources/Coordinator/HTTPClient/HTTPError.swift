/// A request got no answer.
public enum HTTPError: Error, Equatable {
    /// The request was not sent, because it holds something that no request may.
    case invalid(url: String, fault: String)
    /// The client's policy does not let requests go there.
    case refused(url: String)
    /// There was no complete answer in time.
    case timedOut(url: String, after: Duration)
    /// The body is larger than was allowed.
    case bodyTooLarge(url: String, limit: Int)
    /// The transfer failed: libcurl's code for it and what it says.
    case failed(url: String, code: Int, reason: String)
    /// libcurl could not be started.
    case unavailable
    /// The client was gone before the answer came.
    case closed(url: String)
}

extension HTTPError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .invalid(let url, let fault): "\(url): not sent, because of \(fault)"
        case .refused(let url): "\(url): requests may not go there"
        case .timedOut(let url, let timeout): "\(url): no complete answer in \(timeout)"
        case .bodyTooLarge(let url, let limit): "\(url): the answer has more than \(limit) bytes"
        case .failed(let url, let code, let reason): "\(url): \(reason) (curl \(code))"
        case .unavailable: "libcurl could not be started"
        case .closed(let url): "\(url): the client was closed before the answer came"
        }
    }
}
