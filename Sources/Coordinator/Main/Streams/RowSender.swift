import HTTPClient
import KafkaTransport
import Logging
import ServiceLifecycle

/// Sends the rows of a file to a coordinator.
struct RowSender: LineTaker {
    /// The coordinator will not have any of the rows, whatever they say.
    struct Refusal: Error, CustomStringConvertible {
        var url: String
        var status: Int
        var answer: String

        var description: String { "POST \(url) was answered with status \(status): \(answer)" }
    }

    /// So many rows are sent at once at most.
    private static let longestBatch = 1000

    /// The file, for people.
    let path: String
    let url: String
    let http: HTTPClient
    let credentials: Credentials?
    let logger: Logger
    private var header: String?
    private var sentCount = 0

    init(path: String, url: String, http: HTTPClient, credentials: Credentials?, logger: Logger) {
        (self.path, self.url, self.http, self.credentials, self.logger) = (path, url, http, credentials, logger)
    }

    mutating func take(_ lines: [String]) async throws -> Bool {
        var rows = lines.filter { !$0.isEmpty }[...]
        // A file that was replaced begins with a header again.
        if let first = rows.first, Self.isHeader(first) { header = rows.removeFirst() }
        if header == nil, let first = rows.first {
            throw MeasurementRows.Failure.missingColumn("timestamp", header: first)
        }
        while !rows.isEmpty, let header {
            let batch = rows.prefix(Self.longestBatch)
            rows = rows.dropFirst(batch.count)
            sentCount += try await send(Array(batch), under: header)
        }
        return true
    }

    func finish() {
        logger.info("\(sentCount) rows of \(path) sent to \(url)")
    }

    /// Sends rows until they are taken; of several that are refused together, each by itself.
    ///
    /// - Returns: How many were taken.
    private func send(_ rows: [String], under header: String) async throws -> Int {
        let text = ([header] + rows).joined(separator: "\n") + "\n"
        while true {
            do {
                let answer = try await http.send(try request(text))
                switch answer.status {
                case 200..<300: return rows.count
                case 400, 422:
                    if rows.count > 1 {
                        var taken = 0
                        for row in rows { taken += try await send([row], under: header) }
                        return taken
                    }
                    logger.error("\(path), '\(rows[0])': \(Self.text(answer))")
                    return 0
                case 429, 500...: logger.warning("\(rows.count) rows wait: \(Self.text(answer))")
                default: throw Refusal(url: url, status: answer.status, answer: Self.text(answer))
                }
            } catch let error as HTTPError {
                guard RetryPolicy().isTemporary(error) else { throw error }
                logger.warning("\(rows.count) rows wait: \(error)")
            }
            if Task.isShuttingDownGracefully {
                logger.error("\(rows.count) rows were not sent")
                return 0
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
    }

    private func request(_ text: String) throws -> HTTPRequest {
        var headers = [("Content-Type", "text/csv")]
        if let credentials { headers.append(try credentials.header()) }
        return HTTPRequest(method: "POST", url: url, headers: headers, body: Array(text.utf8))
    }

    private static func isHeader(_ line: String) -> Bool {
        line.split(separator: ",").contains { $0.split(separator: " ").first == "timestamp" }
    }

    private static func text(_ answer: HTTPResponse) -> String {
        String(decoding: answer.body.prefix(400), as: UTF8.self)
    }
}
