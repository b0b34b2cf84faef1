import Foundation
import HTTPClient
import Synchronization
import Testing

@Suite struct UploadTests {
    /// Gives pieces of `x`, counts those that were asked for, and may break off.
    private final class Source: AsyncSequence, Sendable {
        struct Broken: Error, Equatable {}

        let pieces: [Int]
        let isBroken: Bool
        let pause: Duration
        let given = Atomic(0)
        let begun = Atomic(0)

        init(_ pieces: [Int], isBroken: Bool = false, pause: Duration = .zero) {
            (self.pieces, self.isBroken, self.pause) = (pieces, isBroken, pause)
        }

        struct Iterator: AsyncIteratorProtocol {
            let source: Source
            var place = 0

            mutating func next() async throws -> [UInt8]? {
                if place == 0 { source.begun.add(1, ordering: .relaxed) }
                guard place < source.pieces.count else {
                    if source.isBroken { throw Broken() }
                    return nil
                }
                if source.pause > .zero { try await Task.sleep(for: source.pause) }
                defer { place += 1 }
                source.given.add(1, ordering: .relaxed)
                return Array(repeating: UInt8(ascii: "x"), count: source.pieces[place])
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(source: self) }
    }

    let client: HTTPClient
    let server: String

    init() throws {
        client = try HTTPClient()
        server = try #require(TestServer.running).url
    }

    private func request(_ path: String, method: String = "POST", _ upload: HTTPUpload) -> HTTPRequest {
        HTTPRequest(method: method, url: server + path, upload: upload, timeout: .seconds(60))
    }

    @Test(arguments: ["POST", "PUT", "PATCH"], [true, false])
    func sendsWhatComes(method: String, isCounted: Bool) async throws {
        let pieces = [1, 70_000, 0, 16_384, 300_001]
        let total = pieces.reduce(0, +)
        let upload = HTTPUpload(Source(pieces, pause: .milliseconds(20)), count: isCounted ? total : nil)
        let answer = try await client.send(request("/echo", method: method, upload))
        let seen = try JSONDecoder().decode(HTTPClientTests.Seen.self, from: Data(answer.body))
        #expect(answer.status == 200)
        #expect(seen.method == method)
        #expect(seen.body.utf8.count == total)
        #expect(seen.headers["content-length"] == (isCounted ? "\(total)" : nil))
        #expect(seen.headers["transfer-encoding"] == (isCounted ? nil : "chunked"))
        #expect(seen.headers["expect"] == nil)
    }

    @Test(arguments: [0, nil]) func mayHaveNothingToSend(count: Int?) async throws {
        let answer = try await client.send(request("/echo", HTTPUpload(Source([]), count: count)))
        let seen = try JSONDecoder().decode(HTTPClientTests.Seen.self, from: Data(answer.body))
        #expect(answer.status == 200 && seen.body.isEmpty)
    }

    @Test func aServerThatIsSlowHoldsUpTheMaker() async throws {
        let name = "upload\(UInt32.random(in: 0 ... .max))"
        let source = Source(Array(repeating: 1 << 20, count: 100))
        let request = request("/slow-upload/\(name)", HTTPUpload(source))
        async let answer = client.send(request)
        var given = (before: -1, now: 0)
        // The sockets' own buffers fill up first.
        while given.now > given.before || given.now == 0 {
            try await Task.sleep(for: .milliseconds(300))
            given = (given.now, source.given.load(ordering: .relaxed))
        }
        #expect(given.now < 50)
        _ = try await client.send(HTTPRequest(url: server + "/open/\(name)"))
        #expect(String(decoding: try await answer.body, as: UTF8.self) == "\(100 << 20)")
    }

    @Test func theErrorOfTheMakerEndsTheRequest() async throws {
        await #expect(throws: Source.Broken.self) {
            try await client.send(request("/echo", HTTPUpload(Source([10, 20], isBroken: true), count: 100)))
        }
        await #expect(throws: Source.Broken.self) {
            try await client.send(request("/echo", HTTPUpload(Source([], isBroken: true))))
        }
    }

    @Test(arguments: [[10], [10, 30]]) func theBodyHasTheLengthThatWasPromised(pieces: [Int]) async throws {
        let error = try await #require(throws: HTTPError.self) {
            try await client.send(request("/echo", HTTPUpload(Source(pieces), count: 20)))
        }
        #expect(
            error == .invalid(url: server + "/echo", fault: "a body that has not the 20 bytes that were promised")
        )
    }

    @Test func anAnswerBeforeTheEndIsAnAnswer() async throws {
        let source = Source(Array(repeating: 1_000, count: 10_000), pause: .milliseconds(20))
        let start = ContinuousClock.now
        let answer = try await client.send(request("/refuse", HTTPUpload(source)))
        #expect(answer.status == 413)
        #expect(start.duration(to: .now) < .seconds(30))
        #expect(source.given.load(ordering: .relaxed) < 5_000)
    }

    @Test func beginsAnewWhenItIsSentAgain() async throws {
        let source = Source([5, 6])
        let request = request("/flaky/2/503/\(UUID())", HTTPUpload(source))
        let policy = RetryPolicy(attempts: 3, firstDelay: .milliseconds(1), longestDelay: .milliseconds(4))
        #expect(try await client.send(request, retrying: policy).status == 200)
        #expect(source.begun.load(ordering: .relaxed) == 3)
    }

    @Test func aCancelledTaskGetsItsErrorAtOnce() async throws {
        let task = Task { [client, server] in
            let upload = HTTPUpload(Source(Array(repeating: 10, count: 1_000), pause: .milliseconds(100)))
            return try await client.send(
                HTTPRequest(method: "POST", url: server + "/echo", upload: upload, timeout: .seconds(100))
            )
        }
        try await Task.sleep(for: .milliseconds(150))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(25))
    }

    @Test func whatCannotBeReachedIsAnError() async throws {
        let source = Source(Array(repeating: 1 << 20, count: 100))
        await #expect(throws: HTTPError.self) {
            try await client.send(
                HTTPRequest(method: "POST", url: "http://127.0.0.1:1/", upload: HTTPUpload(source))
            )
        }
        #expect(source.given.load(ordering: .relaxed) <= 3)
    }

    @Test func aFormReadsItsFilesWhileItIsSent() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "form-\(UUID()).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = "timestamp,value\n" + (0..<100_000).map { "\($0),\($0 % 7)\n" }.joined()
        try Data(text.utf8).write(to: file)
        var form = MultipartBody()
        form.append(field: "K", "15")
        try form.append(file: "YFile", path: file.path, type: "text/csv")
        form.append(file: "map", fileName: "map.yaml", type: "application/yaml", Array("a: b".utf8))
        var request = request("/echo", form.upload)
        request.headers = [("Content-Type", form.contentType)]
        let answer = try await client.send(request)
        let seen = try JSONDecoder().decode(HTTPClientTests.Seen.self, from: Data(answer.body))
        let boundary = try #require(form.contentType.split(separator: "=").last)
        #expect(
            seen.body == """
                --\(boundary)\r\nContent-Disposition: form-data; name="K"\r\n\r\n15\r\n\
                --\(boundary)\r\nContent-Disposition: form-data; name="YFile"; filename="\(file.lastPathComponent)"\r\n\
                Content-Type: text/csv\r\n\r\n\(text)\r\n\
                --\(boundary)\r\nContent-Disposition: form-data; name="map"; filename="map.yaml"\r\n\
                Content-Type: application/yaml\r\n\r\na: b\r\n--\(boundary)--\r\n
                """
        )
        #expect(seen.headers["content-length"] == "\(seen.body.utf8.count)")
        try FileManager.default.removeItem(at: file)
        let lost = try await #require(throws: HTTPFileError.self) { try await client.send(request) }
        #expect(lost.description == "\(file.path) cannot be sent: No such file or directory")
        #expect(throws: HTTPFileError.self) { try form.append(file: "x", path: file.path, type: "text/csv") }
    }
}
