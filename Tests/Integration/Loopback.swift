import HTTPClient

/// Asks programs on this machine over HTTP.
enum Loopback {
    private static let client = Result { try HTTPClient(userAgent: "tests") }

    /// The answer of the program at a port, whatever its status.
    static func send(
        _ method: String,
        _ path: String,
        port: Int,
        headers: [(String, String)] = [],
        body: some Sequence<UInt8> = [],
        timeout: Duration = .seconds(10)
    ) async throws -> HTTPResponse {
        try await client.get().send(
            HTTPRequest(
                method: method,
                url: "http://127.0.0.1:\(port)\(path)",
                headers: headers,
                body: Array(body),
                timeout: timeout
            )
        )
    }
}
