public import HTTPClient

/// Sends lines to InfluxDB.
public struct InfluxWriter: LineSink {
    /// Where the lines go.
    public let target: InfluxTarget
    private let client: HTTPClient
    private let timeout: Duration

    /// Describes a writer; nothing is sent yet.
    public init(to target: InfluxTarget, client: HTTPClient, timeout: Duration = .seconds(30)) {
        self.target = target
        self.client = client
        self.timeout = timeout
    }

    /// Offers lines, once; a database that is not there is made, for the next attempt.
    public func write(_ lines: LineBatch) async -> LineReceipt {
        let answer: HTTPResponse
        do {
            answer = try await post(target.writeURL, "application/octet-stream", lines.bytes)
        } catch {
            return .notNow(reason: "\(error)", after: nil)
        }
        switch answer.status {
        case 200..<300: return .taken
        case 400, 422: return Self.partlyTaken(of: lines.count, text(answer))
        case 413: return .tooLarge
        case 404:
            let reason = await createDatabase()
            return .notNow(
                reason: "InfluxDB answered 404: \(text(answer))" + (reason.map { "; \($0)" } ?? ""),
                after: nil
            )
        default:
            let seconds = answer.header("retry-after").flatMap(Int.init).map { min(max($0, 0), 300) }
            let reason = "InfluxDB answered \(answer.status): \(text(answer))"
            return .notNow(reason: reason, after: seconds.map { .seconds($0) })
        }
    }

    /// Makes the database if it is not there; returns why not.
    public func createDatabase() async -> String? {
        guard let (url, body) = target.creation else { return nil }
        do {
            let answer = try await post(url, "application/x-www-form-urlencoded", Array(body.utf8))
            return answer.isSuccess ? nil : "CREATE DATABASE was answered with \(answer.status): \(text(answer))"
        } catch {
            return "\(error)"
        }
    }

    /// InfluxDB writes what it can of a batch and says what it could not: `partial write: … dropped=2`, or the lines.
    package static func partlyTaken(of count: Int, _ text: String) -> LineReceipt {
        var rejected = 1
        if let mark = text.firstRange(of: "dropped=") {
            rejected = Int(text[mark.upperBound...].prefix { $0.isNumber }) ?? 1
        } else {
            rejected = max(1, text.ranges(of: "unable to parse").count)
        }
        return .partlyTaken(rejected: min(rejected, count), reason: text)
    }

    private func post(_ url: String, _ type: String, _ body: [UInt8]) async throws -> HTTPResponse {
        var headers = [("Content-Type", type)]
        if let authorization = target.authorization { headers.append(authorization) }
        let request = HTTPRequest(
            method: "POST",
            url: url,
            headers: headers,
            body: body,
            timeout: timeout,
            bodyLimit: 1 << 20
        )
        return try await client.send(request)
    }

    private func text(_ answer: HTTPResponse) -> String {
        String(decoding: answer.body.prefix(500), as: UTF8.self)
    }
}
