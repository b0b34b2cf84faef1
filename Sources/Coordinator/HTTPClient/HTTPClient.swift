/// Sends requests over HTTP and HTTPS; connections are kept and used again.
///
/// Redirects are not followed and proxies of the environment are not used: a request goes where its URL says.
public final class HTTPClient: Sendable {
    private let loop: TransferLoop

    /// Starts the client's thread, which ends with the client.
    ///
    /// - Parameter userAgent: What the client calls itself.
    /// - Throws: ``HTTPError/unavailable`` when libcurl cannot be started, for want of memory or descriptors.
    public init(userAgent: String = "slice-forecast") throws(HTTPError) {
        loop = try TransferLoop(userAgent: userAgent)
        loop.start()
    }

    deinit {
        loop.close()
    }

    /// Sends a request and waits for the whole answer, without holding a thread.
    ///
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``HTTPError`` when there is no complete answer; `CancellationError` when the task was cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if let fault = request.fault { throw HTTPError.invalid(url: request.url, fault: fault) }
        let ticket = loop.ticket()
        defer { loop.forget(ticket) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.send(request, ticket: ticket, continuation)
            }
        } onCancel: {
            loop.cancel(ticket)
        }
    }
}
