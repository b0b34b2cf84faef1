import Foundation
import HTTPClient
import Testing

@Suite struct StreamingTests {
    let client: HTTPClient
    let server: String

    init() throws {
        client = try HTTPClient()
        server = try #require(TestServer.running).url
    }

    private func seen(_ name: String) async throws -> Int {
        let answer = try await client.send(HTTPRequest(url: server + "/seen/\(name)"))
        return try #require(Int(String(decoding: answer.body, as: UTF8.self)))
    }

    @Test(arguments: [0, 1, 1_000, 5_000_000]) func theWholeBodyComesInPieces(count: Int) async throws {
        let (head, body) = try await client.stream(HTTPRequest(url: server + "/bytes/\(count)"))
        #expect(head.status == 200)
        #expect(head.header("Content-Length") == "\(count)")
        #expect(head.body.isEmpty)
        var total = 0
        while let bytes = try await body.next() {
            #expect(bytes.allSatisfy { $0 == UInt8(ascii: "x") })
            total += bytes.count
        }
        #expect(total == count)
        #expect(try await body.next() == nil)
    }

    @Test func aReaderThatIsSlowHoldsUpTheServer() async throws {
        let name = "slow\(UInt32.random(in: 0 ... .max))"
        let request = HTTPRequest(url: server + "/endless/\(name)", timeout: .seconds(60), bodyLimit: .max)
        var body: HTTPBody? = try await client.stream(request).body
        var sent = (before: -1, now: 0)
        // The sockets' own buffers fill up first.
        while sent.now > sent.before {
            try await Task.sleep(for: .milliseconds(300))
            sent = (sent.now, try await seen(name))
        }
        #expect(sent.now < 32 << 20)
        var total = 0
        while total < 64 << 20, let bytes = try await body?.next() {
            #expect(bytes.count <= 2 << 20)
            total += bytes.count
        }
        #expect(total >= 64 << 20)
        // Nobody wants the rest: the connection goes.
        body = nil
        var isOver = false
        for _ in 0..<200 where !isOver {
            try await Task.sleep(for: .milliseconds(50))
            isOver = try await seen("end-of-\(name)") == 1
        }
        #expect(isOver)
    }

    @Test(arguments: ["/bomb", "/bytes/1001"]) func theLimitCountsForTheWholeBody(path: String) async throws {
        await #expect(throws: HTTPError.bodyTooLarge(url: server + path, limit: 1_000)) {
            let (_, body) = try await client.stream(HTTPRequest(url: server + path, bodyLimit: 1_000))
            while try await body.next() != nil {}
        }
    }

    @Test func aBodyThatEndsTooEarlyIsAnError() async throws {
        let (_, body) = try await client.stream(HTTPRequest(url: server + "/half"))
        let error = try await #require(throws: HTTPError.self) { while try await body.next() != nil {} }
        guard case .failed = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func anyStatusIsAnAnswerAndWhatCannotBeReachedIsAnError() async throws {
        let (head, body) = try await client.stream(HTTPRequest(url: server + "/status/503"))
        #expect(head.status == 503)
        #expect(try await body.prefix(1) == [UInt8(ascii: "n")])
        await #expect(throws: HTTPError.self) { try await client.stream(HTTPRequest(url: "http://127.0.0.1:1/")) }
    }

    @Test(arguments: ["/wait/30", "/endless/cancelled"])
    func aCancelledReaderGetsItsErrorAtOnce(path: String) async throws {
        let task = Task { [client, server] in
            let request = HTTPRequest(url: server + path, timeout: .seconds(40), bodyLimit: .max)
            let (_, body) = try await client.stream(request)
            while try await body.next() != nil {}
        }
        try await Task.sleep(for: .milliseconds(100))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(25))
    }
}
