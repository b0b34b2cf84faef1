/// How often, and after how long, a request is sent again.
///
/// Delays double and are then drawn between zero and themselves ("full jitter"), so that many clients that failed together
/// do not come back together.
public struct RetryPolicy: Sendable, Equatable {
    /// How many times a request is sent at most.
    public var attempts: Int
    /// The greatest delay before the second attempt.
    public var firstDelay: Duration
    /// The greatest delay at all, also when the server asks for a longer one.
    public var longestDelay: Duration

    /// Sets all three.
    public init(attempts: Int = 4, firstDelay: Duration = .milliseconds(200), longestDelay: Duration = .seconds(10)) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// The delay after so many failed attempts.
    ///
    /// - Parameters:
    ///   - failures: At least one.
    ///   - seconds: What the server's `Retry-After` asks for; waited in full.
    public func delay(
        after failures: Int,
        retryAfter seconds: Int?,
        using random: inout some RandomNumberGenerator
    ) -> Duration {
        if let seconds, seconds >= 0 { return min(longestDelay, .seconds(min(seconds, 86_400))) }
        let bound = min(longestDelay, firstDelay * (1 << min(max(failures - 1, 0), 30)))
        return bound * Double.random(in: 0...1, using: &random)
    }

    /// Whether a request that got this answer may get a better one later.
    public func isTemporary(_ response: HTTPResponse) -> Bool {
        response.status == 429 || response.status >= 500 && response.status != 501
    }

    /// Whether a request that failed so may be answered later.
    public func isTemporary(_ error: HTTPError) -> Bool {
        switch error {
        case .timedOut, .failed: true
        case .invalid, .refused, .bodyTooLarge, .unavailable, .closed: false
        }
    }
}

extension HTTPClient {
    /// Sends a request, and again while it fails for reasons that pass: no connection, no answer in time, 429 and 5xx.
    ///
    /// - Parameters:
    ///   - request: Must be one that may be done twice.
    ///   - policy: How often and after how long.
    ///   - clock: Waits.
    ///   - random: Draws the delays.
    /// - Returns: The first answer that is not temporary, or the last one.
    /// - Throws: The last attempt's ``HTTPError``; `CancellationError` when the task was cancelled.
    public func send(
        _ request: HTTPRequest,
        retrying policy: RetryPolicy,
        clock: some Clock<Duration> = .continuous,
        using random: some RandomNumberGenerator = SystemRandomNumberGenerator()
    ) async throws -> HTTPResponse {
        var random = random
        var failures = 0
        while true {
            var retryAfter: Int?
            do {
                let response = try await send(request)
                guard policy.isTemporary(response), failures + 1 < policy.attempts else { return response }
                retryAfter = response.header("Retry-After").flatMap { Int($0) }
            } catch let error as HTTPError {
                guard policy.isTemporary(error), failures + 1 < policy.attempts else { throw error }
            }
            failures += 1
            try await clock.sleep(for: policy.delay(after: failures, retryAfter: retryAfter, using: &random))
        }
    }
}
