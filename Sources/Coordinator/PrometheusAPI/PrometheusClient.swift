import Foundation
public import HTTPClient
public import MetricModel

/// Asks a Prometheus server through its HTTP API.
///
/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/>.
public struct PrometheusClient: Sendable {
    /// Where the server is, without a slash at the end.
    public let url: String
    let client: HTTPClient
    let credentials: Credentials?
    private let timeout: Duration
    let retries: RetryPolicy

    /// Sets how a server is asked.
    ///
    /// - Parameters:
    ///   - client: Keeps the connections.
    ///   - url: Where the server is, `http://127.0.0.1:9090`; a path before `/api` belongs to it.
    ///   - credentials: Who asks, if the server wants to know.
    ///   - timeout: How long one answer may take.
    ///   - retries: How often a question is put again when it failed for reasons that pass.
    public init(
        client: HTTPClient,
        url: String,
        credentials: Credentials? = nil,
        timeout: Duration = .seconds(120),
        retries: RetryPolicy = RetryPolicy()
    ) {
        self.client = client
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.credentials = credentials
        self.timeout = timeout
        self.retries = retries
    }

    /// The values that a label has.
    ///
    /// - Throws: ``PrometheusError``; `CancellationError`.
    public func labelValues(_ label: LabelName, matching selectors: [String] = []) async throws -> [String] {
        let form = FormText.encode(selectors.map { ("match[]", $0) })
        return try await get("/api/v1/label/\(label.text)/values" + (form.isEmpty ? "" : "?" + form))
    }

    /// The series that have samples in a span and match at least one selector, each once.
    ///
    /// - Throws: ``PrometheusError``; `CancellationError`.
    public func series(matching selectors: [String], seconds: ClosedRange<Int64>) async throws -> SeriesListing {
        let form =
            selectors.map { ("match[]", $0) } + [
                ("start", "\(seconds.lowerBound)"), ("end", "\(seconds.upperBound)"),
            ]
        let request = request(
            path: "/api/v1/series",
            headers: [FormText.header],
            body: Array(FormText.encode(form).utf8)
        )
        let response = try await answer(to: request)
        guard let series = SeriesAnswer.series(in: response.body) else {
            throw unreadable(request, response, expected: "a list of series")
        }
        return series
    }

    /// The kinds of the metrics of the targets that are scraped now; of several kinds of one name, the first one.
    ///
    /// - Throws: ``PrometheusError``; `CancellationError`.
    public func metricKinds() async throws -> [String: MetricKind] {
        struct Entry: Decodable {
            var type: String
        }
        let metadata: [String: [Entry]] = try await get("/api/v1/metadata")
        return metadata.compactMapValues { $0.first.flatMap { Self.kinds[$0.type] } }
    }

    /// The targets that are scraped.
    ///
    /// - Throws: ``PrometheusError``; `CancellationError`.
    public func activeTargets() async throws -> [ActiveTarget] {
        struct Targets: Decodable {
            var activeTargets: [ActiveTarget]
        }
        let targets: Targets = try await get("/api/v1/targets?state=active")
        return targets.activeTargets
    }

    /// Makes the server read its configuration again; it must run with `--web.enable-lifecycle`.
    ///
    /// - Throws: ``PrometheusError/refused(url:status:reason:)`` with what is wrong with the file; `CancellationError`.
    public func reload() async throws {
        _ = try await answer(to: HTTPRequest(method: "POST", url: url + "/-/reload", timeout: timeout))
    }

    /// Evaluates an expression at every step of a span and hands on what came out.
    ///
    /// - Parameters:
    ///   - query: An expression whose series keep their names.
    ///   - seconds: The first and the last time of evaluation.
    ///   - step: Between two of them, seconds.
    ///   - sink: Takes the samples, series by series; all of them again when the connection broke in the middle.
    /// - Throws: ``PrometheusError``; `CancellationError`.
    public func queryRange(
        _ query: String,
        seconds: ClosedRange<Int64>,
        step: Int64,
        into sink: inout some SampleSink
    ) async throws {
        let body = FormText.encode([
            ("query", query), ("start", "\(seconds.lowerBound)"), ("end", "\(seconds.upperBound)"),
            ("step", "\(step)"),
        ])
        let request = request(
            path: "/api/v1/query_range",
            // Compressed, the answer would cost more than it saves on a local network.
            headers: [FormText.header, ("Accept-Encoding", "identity")],
            body: Array(body.utf8)
        )
        try await read(request, with: RangeAnswer.self, of: nil, into: &sink, expected: "a matrix of samples")
    }

    private func get<Value: Decodable>(_ path: String) async throws -> Value {
        try await decode(HTTPRequest(url: url + path, timeout: timeout, bodyLimit: 256 << 20))
    }

    private func decode<Value: Decodable>(_ request: HTTPRequest) async throws -> Value {
        let response = try await answer(to: request)
        do {
            return try JSONDecoder().decode(Envelope<Value>.self, from: Data(response.body)).data
        } catch {
            throw unreadable(request, response, expected: "an answer of Prometheus's API (\(error))")
        }
    }

    func unreadable(_ request: HTTPRequest, _ response: HTTPResponse, expected: String) -> PrometheusError {
        .unreadable(
            url: request.url,
            expected: expected,
            found: String(decoding: response.body.prefix(100), as: UTF8.self)
        )
    }

    /// Sends a request that may be sent twice, and refuses every answer but a good one.
    func answer(to request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        if let credentials { request.headers.append(try credentials.header()) }
        let response: HTTPResponse
        do {
            response = try await client.send(request, retrying: retries)
        } catch let error as HTTPError {
            throw PrometheusError.unanswered(error)
        }
        guard response.isSuccess else { throw refusal(request, response.status, response.body) }
        return response
    }

    func refusal(_ request: HTTPRequest, _ status: Int, _ body: [UInt8]) -> PrometheusError {
        struct Refusal: Decodable {
            var error: String
        }
        let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(body))
        let reason = refusal?.error ?? String(decoding: body.prefix(300), as: UTF8.self).trimmed
        return .refused(url: request.url, status: status, reason: reason)
    }

    func request(path: String, headers: [(String, String)], body: [UInt8]) -> HTTPRequest {
        HTTPRequest(
            method: "POST",
            url: url + path,
            headers: headers,
            body: body,
            timeout: timeout,
            bodyLimit: 256 << 20
        )
    }

    private static let kinds: [String: MetricKind] = [
        "counter": .counter, "gauge": .gauge, "histogram": .histogram, "gaugehistogram": .gaugeHistogram,
        "summary": .summary, "info": .info, "stateset": .stateSet,
    ]
}

extension String {
    /// Without blanks and line ends about it.
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// What every answer of the API stands in.
private struct Envelope<Value: Decodable>: Decodable {
    var data: Value
}
