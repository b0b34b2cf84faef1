public import Exposition
import Glibc
public import HTTPClient

/// Asks targets for their metrics, as Prometheus does.
public struct Scraper: Sendable {
    private let client: HTTPClient
    private let timeout: Duration
    private let limits: ExpositionLimits
    private let now: @Sendable () -> Int64

    /// Sets how targets are asked.
    ///
    /// - Parameters:
    ///   - client: Keeps the connections.
    ///   - timeout: How long one target may take for its whole page.
    ///   - limits: How large a page may be, after decompression.
    ///   - now: The milliseconds since the Unix epoch.
    public init(
        client: HTTPClient,
        timeout: Duration = .seconds(1),
        limits: ExpositionLimits = ExpositionLimits(bytes: 16 << 20, samples: 100_000),
        now: @escaping @Sendable () -> Int64 = Scraper.systemMilliseconds
    ) {
        self.client = client
        self.timeout = timeout
        self.limits = limits
        self.now = now
    }

    /// Asks one target.
    ///
    /// - Parameter target: `host:port` or a URL; without a path, `/metrics` is asked for.
    /// - Throws: ``ScrapeError`` when there is no page in time, or it cannot be read; `CancellationError` when the task was
    ///   cancelled.
    public func scrape(_ target: String) async throws -> Scrape {
        let url = Self.url(of: target)
        let milliseconds = now()
        let start = ContinuousClock.now
        let request = HTTPRequest(
            url: url,
            headers: [
                (
                    "Accept",
                    "\(OpenMetrics.contentType.filter { $0 != " " });q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
                ),
                ("X-Prometheus-Scrape-Timeout-Seconds", "\(timeout / .seconds(1))"),
            ],
            timeout: timeout,
            bodyLimit: limits.bytes
        )
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch let error as HTTPError {
            throw ScrapeError.unanswered(error)
        }
        guard response.status == 200 else {
            let found = String(decoding: response.body.prefix(100), as: UTF8.self)
            throw ScrapeError.refused(url: url, status: response.status, found: found)
        }
        do {
            let families =
                switch ExpositionFormat(contentType: response.header("Content-Type")) {
                case .text: try TextFormat.parse(response.body, limits: limits)
                case .openMetrics: try OpenMetrics.parse(response.body, limits: limits)
                }
            return Scrape(families: families, milliseconds: milliseconds, duration: start.duration(to: .now))
        } catch {
            throw ScrapeError.unreadable(url: url, error)
        }
    }

    /// What the system's clock says: milliseconds since the Unix epoch.
    public static func systemMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    package static func url(of target: String) -> String {
        let scheme = target.contains("://") ? "" : "http://"
        let afterScheme = target.firstRange(of: "://").map { target[$0.upperBound...] } ?? target[...]
        return scheme + target + (afterScheme.contains("/") ? "" : "/metrics")
    }
}
