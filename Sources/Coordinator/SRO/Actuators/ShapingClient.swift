import Foundation
import HTTPClient
import Hashing

/// Talks to one node's agent about one interface.
///
/// Orders are signed: HMAC-SHA-256 over method, path, time and nonce, each on a line of its own, and the body.
struct ShapingClient: Sendable {
    /// What an agent says about an interface.
    struct Status: Decodable, Sendable {
        var state: String
        var fencing: UInt64
        var bitsPerSecond: UInt64?
        var leaseMillisecondsLeft: Int64?

        enum CodingKeys: String, CodingKey {
            case state, fencing
            case bitsPerSecond = "rate_bits_per_second"
            case leaseMillisecondsLeft = "lease_milliseconds_left"
        }
    }

    let node: ShapingSettings.Node
    let keyFile: String
    let timeout: Duration
    let client: HTTPClient

    /// What is in force, without a change.
    func status() async throws(ActuatorError) -> Status {
        try await send(HTTPRequest(url: url, timeout: timeout))
    }

    /// Asks for a filter for some time.
    func put(_ filter: ShapingFilter, leaseSeconds: Int, fencing: UInt64) async throws(ActuatorError) -> Status {
        let body =
            #"{"rate_bits_per_second":\#(filter.rate),"burst_bytes":\#(filter.burst)"#
            + #","latency_milliseconds":\#(filter.latency),"lease_seconds":\#(leaseSeconds),"fencing":\#(fencing)}"#
        return try await send(signed("PUT", body))
    }

    private var path: String { "/v1/shaping/\(node.interface)" }
    private var url: String { (node.url.hasSuffix("/") ? String(node.url.dropLast()) : node.url) + path }

    private func signed(_ method: String, _ body: String) throws(ActuatorError) -> HTTPRequest {
        let key: [UInt8]
        do {
            let text = try String(contentsOfFile: keyFile, encoding: .utf8)
            key = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        } catch {
            throw .requestFailed(url: url, reason: "the key's file \(keyFile) cannot be read as text")
        }
        let time = "\(Int64(Date().timeIntervalSince1970))"
        var random = SystemRandomNumberGenerator()
        let nonce = Hexadecimal.text(of: (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
        let message = Array("\(method)\n\(path)\n\(time)\n\(nonce)\n".utf8) + Array(body.utf8)
        let signature = Hexadecimal.text(of: HMACSHA256.code(for: message, key: key))
        return HTTPRequest(
            method: method,
            url: url,
            headers: [
                ("Content-Type", "application/json"), ("X-Edge-Time", time), ("X-Edge-Nonce", nonce),
                ("X-Edge-Signature", signature),
            ],
            body: Array(body.utf8),
            timeout: timeout,
            bodyLimit: 1 << 16
        )
    }

    private func send(_ request: HTTPRequest) async throws(ActuatorError) -> Status {
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch {
            throw .requestFailed(url: request.url, reason: "\(error)")
        }
        guard response.isSuccess else {
            throw .answered(url: request.url, status: response.status, body: shortened(response.body))
        }
        do {
            return try JSONDecoder().decode(Status.self, from: Data(response.body))
        } catch {
            throw .notVerified(wanted: "the state of \(request.url)", found: shortened(response.body))
        }
    }
}

/// The beginning of a body, for messages.
func shortened(_ body: [UInt8]) -> String {
    String(decoding: body.prefix(300), as: UTF8.self)
}
