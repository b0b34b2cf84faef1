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
    /// - Returns: The answer, whatever its status; it may come before all of an upload was sent, and ends it then.
    /// - Throws: ``HTTPError`` when there is no complete answer; what an upload throws; `CancellationError` when the task
    ///   was cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if let fault = request.fault { throw HTTPError.invalid(url: request.url, fault: fault) }
        guard destinations.allowsHost(of: request.url) else { throw HTTPError.refused(url: request.url) }
        let ticket = loop.ticket()
        defer { loop.forget(ticket) }
        guard let upload = request.upload else { return try await answer(to: request, ticket, feeding: nil) }
        let channel = UploadChannel(loop: loop, ticket: ticket, url: request.url, count: upload.count)
        // The transfer closes the channel at its end, by which the feeding ends, too.
        async let feeding: Void = upload.feed(channel)
        let result: Result<HTTPResponse, any Error>
        do {
            result = .success(try await answer(to: request, ticket, feeding: channel))
        } catch {
            result = .failure(error)
        }
        channel.close()
        await feeding
        return try result.get()
    }

    private func answer(
        to request: HTTPRequest,
        _ ticket: UInt64,
        feeding channel: UploadChannel?
    ) async throws -> HTTPResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.send(request, ticket: ticket, to: .whole(continuation), from: channel)
            }
        } onCancel: {
            loop.cancel(ticket)
        }
    }

    /// Sends a request and waits for the beginning of the answer; the body comes as it is read.
    ///
    /// The limit of the request counts for the whole body, and so does its time. The request has no upload: who makes a
    /// body and reads one at the same time may wait for itself.
    ///
    /// - Returns: The answer, whatever its status, without its body; and the body.
    /// - Throws: What ``send(_:)`` throws.
    public func stream(_ request: HTTPRequest) async throws -> (head: HTTPResponse, body: HTTPBody) {
        if let fault = request.fault { throw HTTPError.invalid(url: request.url, fault: fault) }
        guard request.upload == nil else {
            throw HTTPError.invalid(url: request.url, fault: "an upload whose answer is read as it comes")
        }
        guard destinations.allowsHost(of: request.url) else { throw HTTPError.refused(url: request.url) }
        let ticket = loop.ticket()
        let channel = BodyChannel(loop: loop, ticket: ticket)
        let body = HTTPBody(channel, loop: loop, ticket: ticket)
        loop.send(request, ticket: ticket, to: .pieces(channel))
        return (try await channel.head(), body)
    }
}
