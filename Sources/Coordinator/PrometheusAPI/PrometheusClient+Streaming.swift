import HTTPClient

extension PrometheusClient {
    /// Bytes of an answer that are read at once: Prometheus sends a series at a time, and being woken for each costs more.
    private static let portion = 1 << 18

    /// Sends a request whose good answer is read as it comes, and again while it fails for reasons that pass.
    ///
    /// Of the answer, little more than what a piece of libcurl's and one of the reader's have is held.
    ///
    /// - Parameters:
    ///   - reader: Reads it.
    ///   - type: What the header `Content-Type` of a good answer holds; `nil` for anything.
    ///   - sink: Takes the samples; all of them again when the connection broke in the middle.
    ///   - expected: What the answer should be, for people.
    /// - Throws: ``PrometheusError``; ``RemoteReadUnavailable`` for an answer of another type; `CancellationError`.
    func read<Reader: AnswerReader>(
        _ request: HTTPRequest,
        with reader: Reader.Type,
        of type: String?,
        into sink: inout some SampleSink,
        expected: String
    ) async throws {
        var failures = 0
        var random = SystemRandomNumberGenerator()
        while true {
            do {
                return try await readOnce(request, with: reader, of: type, into: &sink, expected: expected)
            } catch let error as PrometheusError where isTemporary(error) {
                failures += 1
                guard failures < retries.attempts else { throw error }
            }
            try await Task.sleep(for: retries.delay(after: failures, retryAfter: nil, using: &random))
        }
    }

    private func isTemporary(_ error: PrometheusError) -> Bool {
        switch error {
        case .unanswered(let error): retries.isTemporary(error)
        case .refused(_, let status, _): retries.isTemporary(HTTPResponse(status: status))
        case .unreadable: false
        }
    }

    private func readOnce<Reader: AnswerReader>(
        _ request: HTTPRequest,
        with _: Reader.Type,
        of type: String?,
        into sink: inout some SampleSink,
        expected: String
    ) async throws {
        var request = request
        if let credentials { request.headers.append(try credentials.header()) }
        var reader = Reader()
        var (count, isSound) = (0, true)
        do {
            let (head, body) = try await client.stream(request)
            guard head.isSuccess else { throw refusal(request, head.status, try await body.prefix(64 << 10)) }
            if let type, head.header("Content-Type")?.contains(type) != true {
                throw RemoteReadUnavailable(url: request.url)
            }
            var bytes: [UInt8] = []
            while isSound, try await body.next(into: &bytes, atLeast: Self.portion) {
                count += bytes.count
                isSound = reader.append(bytes, into: &sink)
            }
        } catch let error as HTTPError {
            throw PrometheusError.unanswered(error)
        }
        guard isSound, reader.isWhole else {
            throw PrometheusError.unreadable(
                url: request.url,
                expected: expected,
                found: "something else, or damaged, among the first \(count) bytes"
            )
        }
    }
}
