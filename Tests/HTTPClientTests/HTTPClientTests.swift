import Foundation
import HTTPClient
import Testing

@Suite struct HTTPClientTests {
    struct Seen: Decodable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
        var port: Int
    }

    let client: HTTPClient
    let server: String

    init() throws {
        client = try HTTPClient()
        server = try #require(TestServer.running).url
    }

    @Test(arguments: [
        ("GET", ""), ("POST", "{}"), ("POST", ""), ("PUT", "value"), ("DELETE", ""), ("PATCH", "x"), ("GET", "body"),
    ])
    func sendsMethodPathHeadersAndBody(method: String, body: String) async throws {
        let request = HTTPRequest(
            method: method,
            url: server + "/echo?a=b%20c",
            headers: [("Content-Type", "text/x-test"), ("X-Empty", "")],
            body: Array(body.utf8)
        )
        let response = try await client.send(request)
        let seen = try JSONDecoder().decode(Seen.self, from: Data(response.body))
        #expect(response.status == 200)
        #expect(seen.method == method)
        #expect(seen.path == "/echo?a=b%20c")
        #expect(seen.body == body)
        #expect(seen.headers["content-type"] == "text/x-test")
        #expect(seen.headers["x-empty"] == "")
        #expect(seen.headers["user-agent"] == "slice-forecast")
        #expect(seen.headers["expect"] == nil)
    }

    @Test func aHeadHasNoBody() async throws {
        let response = try await client.send(HTTPRequest(method: "HEAD", url: server + "/bytes/10"))
        #expect(response.body.isEmpty)
        #expect(response.header("Content-Length") == "10")
    }

    @Test func anyStatusIsAnAnswerAndRedirectsAreNotFollowed() async throws {
        for status in [204, 302, 404, 503] {
            let response = try await client.send(HTTPRequest(url: server + "/status/\(status)"))
            #expect(response.status == status)
            #expect(response.isSuccess == (status == 204))
            #expect(response.header("location") == "/gzip")
            #expect(response.header("x-two") == "a: b")
        }
    }

    @Test func unpacksWhatIsCompressed() async throws {
        let response = try await client.send(HTTPRequest(url: server + "/gzip"))
        #expect(String(decoding: response.body, as: UTF8.self) == "unpacked")
    }

    @Test func aLargeBodyGoesBothWays() async throws {
        let body = (0..<3_000_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let response = try await client.send(HTTPRequest(method: "POST", url: server + "/echo", body: body))
        let seen = try JSONDecoder().decode(Seen.self, from: Data(response.body))
        #expect(Array(seen.body.utf8) == body)
    }

    @Test(arguments: ["/bomb", "/bytes/1001"])
    func theLimitCountsUnpackedBytes(path: String) async {
        let request = HTTPRequest(url: server + path, bodyLimit: 1_000)
        await #expect(throws: HTTPError.bodyTooLarge(url: server + path, limit: 1_000)) {
            try await client.send(request)
        }
    }

    @Test func aBodyMayHaveExactlyItsLimit() async throws {
        let response = try await client.send(HTTPRequest(url: server + "/bytes/1000", bodyLimit: 1_000))
        #expect(response.body.count == 1_000)
    }

    @Test func aSlowAnswerTimesOut() async {
        let request = HTTPRequest(url: server + "/wait/30", timeout: .milliseconds(150))
        let start = ContinuousClock.now
        await #expect(throws: HTTPError.timedOut(url: server + "/wait/30", after: .milliseconds(150))) {
            try await client.send(request)
        }
        #expect(start.duration(to: .now) < .seconds(25))
    }

    @Test(arguments: ["/hang-up", "/half"])
    func anIncompleteAnswerIsAnError(path: String) async throws {
        let error = try await #require(throws: HTTPError.self) {
            try await client.send(HTTPRequest(url: server + path))
        }
        guard case .failed(server + path, _, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:1/", "http://no-such-host.invalid/", "file:///etc/passwd", "gopher://127.0.0.1/", "x",
    ])
    func whatCannotBeReachedIsAnError(url: String) async throws {
        let error = try await #require(throws: HTTPError.self) { try await client.send(HTTPRequest(url: url)) }
        guard case .failed(url, _, let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test(arguments: [
        HTTPRequest(method: "GE T", url: "http://127.0.0.1/"), HTTPRequest(method: "", url: "http://127.0.0.1/"),
        HTTPRequest(url: "http://127.0.0.1/ HTTP/1.1"), HTTPRequest(url: "http://127.0.0.1/\r\nX: y"),
        HTTPRequest(url: "http://127.0.0.1/", headers: [("X", "a\r\nY: b")]),
        HTTPRequest(url: "http://127.0.0.1/", headers: [("X: y", "a")]),
        HTTPRequest(url: "http://127.0.0.1/\0"), HTTPRequest(url: "http://127.0.0.1/", timeout: .zero),
    ])
    func refusesWhatNoRequestMayHold(request: HTTPRequest) async throws {
        let error = try await #require(throws: HTTPError.self) { try await client.send(request) }
        guard case .invalid = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func usesAConnectionAgain() async throws {
        var ports: Set<Int> = []
        for _ in 0..<5 {
            let response = try await client.send(HTTPRequest(url: server + "/echo"))
            ports.insert(try JSONDecoder().decode(Seen.self, from: Data(response.body)).port)
        }
        #expect(ports.count == 1)
    }

    @Test func sendsManyRequestsAtATime() async throws {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { [client, server] in
                    try await client.send(HTTPRequest(url: server + "/wait/1", timeout: .seconds(60))).status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(start.duration(to: .now) < .seconds(30))
    }

    @Test func aCancelledTaskGetsItsErrorAtOnce() async throws {
        let task = Task { [client, server] in
            try await client.send(HTTPRequest(url: server + "/wait/30", timeout: .seconds(40)))
        }
        try await Task.sleep(for: .milliseconds(50))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(25))
    }

    @Test func aTaskThatIsAlreadyCancelledSendsNothing() async throws {
        let task = Task { [client, server] in
            while !Task.isCancelled { await Task.yield() }
            return try await client.send(HTTPRequest(url: server + "/wait/30", timeout: .seconds(40)))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
