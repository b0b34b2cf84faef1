import Hashing
import Shaping
import Testing

@Suite struct RequestAuthenticatorTests {
    private let key = Array("0123456789abcdef".utf8)
    private let nonce = "abcdefghijklmnop"

    private func request(_ adjust: (inout SignedRequest) -> Void = { _ in }) -> SignedRequest {
        var request = SignedRequest(
            method: "PUT",
            path: "/v1/shaping/eth0",
            time: "1000",
            nonce: nonce,
            signature: "",
            body: Array("{}".utf8)
        )
        adjust(&request)
        request.signature = Hexadecimal.text(of: HMACSHA256.code(for: request.message, key: key))
        return request
    }

    @Test func admitsASignedRequestOnce() throws {
        var authenticator = RequestAuthenticator(key: key)
        try authenticator.admit(request(), now: 1_000)
        #expect(throws: ShapingRefusal.replayed) { try authenticator.admit(request(), now: 1_001) }
        #expect(throws: ShapingRefusal.replayed) { try authenticator.admit(request(), now: 1_030) }
    }

    @Test func knowsWhatAnotherHasAdmitted() throws {
        var authenticator = RequestAuthenticator(key: key, seen: [nonce: 1_000])
        #expect(throws: ShapingRefusal.replayed) { try authenticator.admit(request(), now: 1_010) }
        try authenticator.admit(request { $0.nonce = "another-nonce-of-it" }, now: 1_010)
    }

    @Test(arguments: [969, 1_031] as [Int64])
    func refusesOtherTimes(now: Int64) {
        var authenticator = RequestAuthenticator(key: key)
        #expect(throws: ShapingRefusal.badTime(offsetSeconds: 1_000 - now)) {
            try authenticator.admit(request(), now: now)
        }
    }

    @Test func refusesWhateverWasChangedAfterSigning() {
        let changes: [(inout SignedRequest) -> Void] = [
            { $0.method = "DELETE" }, { $0.path = "/v1/shaping/eth1" }, { $0.time = "1001" },
            { $0.nonce = "abcdefghijklmnoq" }, { $0.body = Array("{ }".utf8) }, { $0.signature = "" },
            { $0.signature.removeLast(2) },
        ]
        for change in changes {
            var authenticator = RequestAuthenticator(key: key)
            var changed = request()
            change(&changed)
            #expect(throws: ShapingRefusal.badSignature) { try authenticator.admit(changed, now: 1_000) }
        }
    }

    @Test func refusesLineEndsThatWouldMoveTheParts() {
        var authenticator = RequestAuthenticator(key: key)
        let moved = request { $0.path = "/v1/shaping/eth0\n1000" }
        #expect(throws: ShapingRefusal.badSignature) { try authenticator.admit(moved, now: 1_000) }
    }

    @Test(arguments: ["short", String(repeating: "n", count: 65)])
    func refusesOddNonces(nonce: String) {
        var authenticator = RequestAuthenticator(key: key)
        #expect(throws: ShapingRefusal.self) { try authenticator.admit(request { $0.nonce = nonce }, now: 1_000) }
    }
}
