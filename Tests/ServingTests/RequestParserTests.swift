import Serving
import TestSupport
import Testing

@Suite struct RequestParserTests {
    private func parse(_ text: String, limits: ServerLimits = ServerLimits()) -> RequestParser.Step {
        var parser = RequestParser(limits)
        parser.append(Array(text.utf8))
        return parser.next()
    }

    private func request(_ text: String) throws -> HTTPRequest {
        guard case .request(let request) = parse(text) else {
            throw ParsingFailure()
        }
        return request
    }

    private struct ParsingFailure: Error {}

    @Test func readsARequest() throws {
        let request = try request(
            "GET /metrics?collect[]=cpu&name%5B%5D=a+b HTTP/1.1\r\nHost: x\r\nAccept:  a \r\n\r\n"
        )
        #expect(request.method == "GET")
        #expect(request.path == "/metrics")
        #expect(request.values("collect[]") == ["cpu"])
        #expect(request.values("name[]") == ["a b"])
        #expect(request.header("accept") == "a")
        #expect(request.keepsAlive)
    }

    @Test func readsABody() throws {
        let request = try request("PUT /v1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET")
        #expect(request.body == Array("abc".utf8))
    }

    @Test(arguments: [
        ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false), ("GET / HTTP/1.1\n\n", true),
    ])
    func knowsWhetherTheConnectionStaysOpen(text: String, expected: Bool) throws {
        #expect(try request(text).keepsAlive == expected)
    }

    @Test func readsByteByByteAndInSequence() {
        let text =
            "GET /a HTTP/1.1\r\nX: y\r\n\r\nPUT /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi\r\nGET /c HTTP/1.1\r\n\r\n"
        var parser = RequestParser(ServerLimits())
        var paths: [String] = []
        for byte in text.utf8 {
            parser.append([byte])
            if case .request(let request) = parser.next() { paths.append(request.path) }
        }
        #expect(paths == ["/a", "/b", "/c"])
        #expect(!parser.isWithinRequest)
    }

    @Test(arguments: [
        ("hello\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/3\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400), ("GET / HTTP/1.1\r\n: empty\r\n\r\n", 400),
        ("GET /%zz HTTP/1.1\r\n\r\n", 400), ("get / HTTP/1.1\r\n\r\n", 400), ("GET http://x/ HTTP/1.1\r\n\r\n", 400),
        ("PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400), ("PUT / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n", 400),
        ("PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        ("PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("PUT / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", 413),
        ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    ])
    func refusesWhatIsNoRequest(text: String, status: Int) {
        guard case .refuse(let found, _) = parse(text) else {
            Issue.record("not refused")
            return
        }
        #expect(found == status)
    }

    @Test func refusesHeadersWithoutEnd() {
        guard case .refuse(431, _) = parse("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 2_000)) else {
            Issue.record("not refused")
            return
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func survivesGarbage(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var parser = RequestParser(ServerLimits())
        let alphabet = Array("GET /?%&=:\r\n HTTP/1.1 \u{0}Content-Length: 5".utf8)
        for _ in 0..<200 {
            parser.append((0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
            if case .refuse = parser.next() { return }
        }
    }
}
