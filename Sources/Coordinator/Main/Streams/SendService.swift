import HTTPClient
import KafkaTransport
import Logging
import ServiceLifecycle

/// Follows a file and sends its rows to a coordinator, until its time is over.
struct SendService: Service {
    /// The coordinator will not have any of the rows, whatever they say.
    struct Refusal: Error, CustomStringConvertible {
        var url: String
        var status: Int
        var answer: String

        var description: String { "POST \(url) was answered with status \(status): \(answer)" }
    }

    /// So many rows are sent at once at most.
    private static let longestBatch = 1000

    let file: GrowingFile
    let url: String
    let http: HTTPClient
    let credentials: Credentials?
    let interval: Duration
    let duration: Duration?
    let logger: Logger

    func run() async throws {
        var file = file
        var header: String?
        var sent = 0
        let clock = ContinuousClock()
        let start = clock.now
        let isOver = { @Sendable in
            Task.isShuttingDownGracefully || duration.map { start.duration(to: clock.now) >= $0 } ?? false
        }
        repeat {
            let lines = try file.newLines()
            var rows = lines.filter { !$0.isEmpty }[...]
            // A file that was replaced begins with a header again.
            if let first = rows.first, Self.isHeader(first) { header = rows.removeFirst() }
            if header == nil, let first = rows.first {
                throw MeasurementRows.Failure.missingColumn("timestamp", header: first)
            }
            while !rows.isEmpty, let header {
                let batch = rows.prefix(Self.longestBatch)
                rows = rows.dropFirst(batch.count)
                sent += try await send(Array(batch), under: header)
            }
            if lines.isEmpty, !isOver() {
                try? await cancelWhenGracefulShutdown { try await clock.sleep(for: interval) }
            }
        } while !isOver()
        logger.info("\(sent) rows of \(file.path) sent to \(url)")
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
                    logger.error("\(file.path), '\(rows[0])': \(Self.text(answer))")
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
