import Foundation
import HTTPClient

/// Which URL is told to put a flavor in force, and which one tells what is in force.
public struct WebhookSettings: Sendable, Hashable {
    /// Gets `POST` with `{"slice":…,"flavor":…,"settings":{…}}`; and `"fencing":…`, which grows with each change of
    /// owners, from a coordinator that shares its slices with others.
    public var apply: String
    /// Answers `GET` with `{"flavor":…}`; `nil` when there is none.
    public var verify: String?
    /// The file with the token that is shown, or `nil` for none.
    public var tokenFile: String?
    /// Seconds that either of them may take.
    public var timeoutSeconds: Int

    /// A webhook.
    public init(apply: String, verify: String? = nil, tokenFile: String? = nil, timeoutSeconds: Int = 5) {
        self.apply = apply
        self.verify = verify
        self.tokenFile = tokenFile
        self.timeoutSeconds = timeoutSeconds
    }

    func problems() -> [String] {
        var problems: [String] = []
        for url in [apply, verify].compactMap({ $0 }) where !url.hasPrefix("http://") && !url.hasPrefix("https://") {
            problems.append("the actuator's \(url) is neither http:// nor https://")
        }
        if !(1...600).contains(timeoutSeconds) {
            problems.append("the actuator's timeout must lie between 1 and 600 s")
        }
        return problems
    }
}

/// Puts a flavor in force by telling a server.
struct WebhookActuator: Actuator {
    private struct Order: Encodable {
        var slice: String
        var flavor: String
        var settings: [String: String]
        var fencing: UInt64?
    }

    private struct Answer: Decodable {
        var flavor: String
    }

    private let settings: WebhookSettings
    private let slice: String
    private let fencing: UInt64
    private let exchange: HTTPExchange

    init(_ settings: WebhookSettings, slice: String, fencing: UInt64 = 0, client: HTTPClient) {
        self.settings = settings
        self.fencing = fencing
        self.slice = slice
        exchange = HTTPExchange(
            client: client,
            credentials: settings.tokenFile.map { .bearer(file: $0) },
            timeout: .seconds(settings.timeoutSeconds)
        )
    }

    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String {
        let order = Order(
            slice: slice,
            flavor: flavor.id,
            settings: flavor.settings,
            fencing: fencing == 0 ? nil : fencing
        )
        _ = try await exchange.send("POST", settings.apply, JSON.encode(order), type: "application/json")
        guard settings.verify != nil else { return "\(settings.apply) took the order" }
        guard try await isInForce(flavor) == true else {
            throw .notVerified(wanted: flavor.id, found: "something else, says \(settings.verify ?? "")")
        }
        return "\(settings.apply) took the order, and it was verified"
    }

    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool? {
        guard let verify = settings.verify else { return nil }
        let body = try await exchange.send("GET", verify)
        do {
            return try JSON.decode(Answer.self, from: body).flavor == flavor.id
        } catch {
            throw .notVerified(wanted: "a JSON object with flavor from \(verify)", found: shortened(body))
        }
    }
}

/// Requests of actuators: one attempt, a time limit, and a typed error for whatever goes wrong.
struct HTTPExchange: Sendable {
    let client: HTTPClient
    let credentials: Credentials?
    let timeout: Duration

    /// - Returns: The body of a good answer.
    /// - Throws: ``ActuatorError/requestFailed(url:reason:)`` or ``ActuatorError/answered(url:status:body:)``.
    func send(
        _ method: String,
        _ url: String,
        _ body: [UInt8] = [],
        type: String? = nil
    ) async throws(ActuatorError) -> [UInt8] {
        var headers = [("Accept", "application/json")]
        if let type { headers.append(("Content-Type", type)) }
        let response: HTTPResponse
        do {
            if let credentials { headers.append(try credentials.header()) }
            response = try await client.send(
                HTTPRequest(
                    method: method,
                    url: url,
                    headers: headers,
                    body: body,
                    timeout: timeout,
                    bodyLimit: 4 << 20
                )
            )
        } catch {
            throw .requestFailed(url: url, reason: "\(error)")
        }
        guard response.isSuccess else {
            throw .answered(url: url, status: response.status, body: shortened(response.body))
        }
        return response.body
    }
}
