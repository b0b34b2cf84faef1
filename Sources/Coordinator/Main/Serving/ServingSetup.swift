import API
import HTTPClient
import Logging
import SRO
import ServiceLifecycle

/// Makes the HTTP interface out of its configuration.
struct ServingSetup {
    let serving: ConfigurationServing
    let profile: ConfigurationProfile
    let logger: Logger

    /// The parts that every server answers with.
    ///
    /// - Throws: ``HTTPError`` when libcurl cannot be started.
    func parts(_ orchestration: Orchestration, version: String) throws -> APIParts {
        var parts = APIParts(orchestration: orchestration, version: version)
        let client = try HTTPClient()
        let scheme = serving.tls == nil ? "http" : "https"
        parts.profile = ProfileFlow(
            imaURL: profile.ima.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 },
            callbackURL: profile.callback ?? "\(scheme)://\(serving.listen.host):\(serving.listen.port)",
            metricCount: profile.inputs,
            allowsAnswer: answerDestinations.allowsHost
        ) { url, type, body in
            let request = HTTPRequest(method: "POST", url: url, headers: [("Content-Type", type)], body: body)
            let answer = try await client.send(request)
            return (answer.status, answer.body)
        }
        return parts
    }

    /// Where tenants may be told; a host that the configuration names is meant, wherever it is.
    private var answerDestinations: DestinationPolicy {
        let hosts = profile.answerHosts.map { Set($0) }
        return DestinationPolicy(hosts: hosts, allowsLocalAddresses: hosts != nil)
    }

    /// One server for each address.
    ///
    /// - Throws: ``AccessTokens/Fault`` or ``APIServer/Fault``.
    func servers(
        _ parts: APIParts,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> [any Service] {
        for host in serving.refusedHosts {
            logger.warning("without a file of tokens only loopback is listened on", metadata: ["asked for": "\(host)"])
        }
        let tokens = try serving.tokens.map { try AccessTokens(file: $0) }
        if tokens != nil, serving.tls == nil, serving.listeners.contains(where: { !$0.isLoopback }) {
            logger.warning("tokens cross the network in the clear: there is no certificate")
        }
        return try serving.listeners.map { listener in
            let isMain = listener.surface == .main
            return try APIServer(parts, on: listener, tokens: tokens, logger: logger) { port in
                if isMain { await onListening(port) }
            }
        }
    }

    /// Tells tenants how their profiles ended; their URLs come from outside, and reach no address of this machine.
    ///
    /// - Throws: ``HTTPError`` when libcurl cannot be started.
    func answering(_ orchestration: Orchestration) throws -> any Service {
        let client = try HTTPClient(destinations: answerDestinations)
        return AnsweringService(orchestration, logger: logger) { url, json in
            let request = HTTPRequest(
                method: "POST",
                url: url,
                headers: [("Content-Type", "application/json")],
                body: json
            )
            let response = try await client.send(request, retrying: RetryPolicy())
            guard response.isSuccess else { throw UnwelcomeAnswer(status: response.status) }
        }
    }
}

/// The other side answered, and did not agree.
private struct UnwelcomeAnswer: Error, CustomStringConvertible {
    var status: Int
    var description: String { "it answered with status \(status)" }
}
