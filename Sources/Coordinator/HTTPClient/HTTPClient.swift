/// Sends requests over HTTP and HTTPS; connections are kept and used again.
///
/// Redirects are not followed and proxies of the environment are not used: a request goes where its URL says.
public final class HTTPClient: Sendable {
    private let loop: TransferLoop
    private let destinations: DestinationPolicy

    /// Starts the client's thread, which ends with the client.
    ///
    /// - Parameters:
    ///   - userAgent: What the client calls itself.
    ///   - destinations: Where requests may go.
    ///   - authorityFile: The certificates, in PEM, that servers' ones must be signed by; `nil` for the system's.
    /// - Throws: ``HTTPError/unavailable`` when libcurl cannot be started, for want of memory or descriptors.
    public init(
        userAgent: String = "slice-forecast",
        destinations: DestinationPolicy = .anywhere,
        authorityFile: String? = nil
    ) throws(HTTPError) {
        self.destinations = destinations
        loop = try TransferLoop(
            settings: TransferSettings(userAgent: userAgent, destinations: destinations, authorityFile: authorityFile)
        )
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
        guard destinations.allowsHost(of: request.url) else { throw HTTPError.refused(url: request.url) }
        let ticket = loop.ticket()
        defer { loop.forget(ticket) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.send(request, ticket: ticket, to: .whole(continuation))
            }
        } onCancel: {
            loop.cancel(ticket)
        }
    }

    /// Sends a request and waits for the beginning of the answer; the body comes as it is read.
    ///
    /// The limit of the request counts for the whole body, and so does its time.
    ///
    /// - Returns: The answer, whatever its status, without its body; and the body.
    /// - Throws: What ``send(_:)`` throws.
    public func stream(_ request: HTTPRequest) async throws -> (head: HTTPResponse, body: HTTPBody) {
        if let fault = request.fault { throw HTTPError.invalid(url: request.url, fault: fault) }
        guard destinations.allowsHost(of: request.url) else { throw HTTPError.refused(url: request.url) }
        let ticket = loop.ticket()
        let channel = BodyChannel(loop: loop, ticket: ticket)
        let body = HTTPBody(channel, loop: loop, ticket: ticket)
        loop.send(request, ticket: ticket, to: .pieces(channel))
        return (try await channel.head(), body)
    }
}
