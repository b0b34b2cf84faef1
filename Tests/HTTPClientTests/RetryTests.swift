import Foundation
import HTTPClient
import TestSupport
import Testing

@Suite struct RetryTests {
    let policy = RetryPolicy(attempts: 3, firstDelay: .milliseconds(1), longestDelay: .milliseconds(4))

    @Test(arguments: [(503, 2, 200), (503, 3, 503), (429, 2, 200), (500, 1, 200), (404, 1, 404), (501, 1, 501)])
    func triesAgainWhatMayPass(status: Int, failures: Int, expected: Int) async throws {
        let server = try #require(TestServer.running?.url)
        let request = HTTPRequest(url: "\(server)/flaky/\(failures)/\(status)/\(UUID())")
        #expect(try await HTTPClient().send(request, retrying: policy).status == expected)
    }

    @Test func theLastFailureIsTheError() async throws {
        let client = try HTTPClient()
        let error = try await #require(throws: HTTPError.self) {
            try await client.send(HTTPRequest(url: "http://127.0.0.1:1/"), retrying: policy)
        }
        guard case .failed = error else {
            Issue.record("\(error)")
            return
        }
        await #expect(throws: HTTPError.invalid(url: "a b", fault: "a blank in the URL")) {
            try await client.send(HTTPRequest(url: "a b"), retrying: policy)
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func delaysDoubleAndStayWithinTheirBounds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let policy = RetryPolicy(attempts: 9, firstDelay: .milliseconds(100), longestDelay: .seconds(1))
        for (failures, bound) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1_000), (9_999, 1_000)] {
            let delay = policy.delay(after: failures, retryAfter: nil, using: &random)
            #expect(delay >= .zero && delay <= .milliseconds(bound))
        }
        #expect(policy.delay(after: 1, retryAfter: 0, using: &random) == .zero)
        #expect(policy.delay(after: 1, retryAfter: .max, using: &random) == .seconds(1))
    }

    @Test func aSecretComesFromItsFile() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("secret-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(" pass word \n".utf8).write(to: file)
        #expect(try Credentials.bearer(file: file.path).header() == ("Authorization", "Bearer pass word"))
        #expect(try Credentials.basic(user: "me", passwordFile: file.path).header().1 == "Basic bWU6cGFzcyB3b3Jk")
        try Data("\n".utf8).write(to: file)
        #expect(throws: CredentialsError(file: file.path, fault: "is empty")) {
            _ = try Credentials.bearer(file: file.path).header()
        }
        #expect(throws: CredentialsError(file: "/no", fault: "cannot be read as text")) {
            _ = try Credentials.bearer(file: "/no").header()
        }
    }
}
