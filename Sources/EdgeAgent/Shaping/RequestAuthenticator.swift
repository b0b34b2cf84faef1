internal import Hashing

/// A request with the proof of who sent it.
public struct SignedRequest: Equatable, Sendable {
    /// `PUT`, `DELETE` or `GET`.
    public var method: String
    /// The target as it stood in the request line.
    public var path: String
    /// When the request was made: whole seconds since the Unix epoch, as text.
    public var time: String
    /// What makes the request unlike any other: 16 to 64 letters, digits, `-` or `_`.
    public var nonce: String
    /// HMAC-SHA-256 over ``message`` in hexadecimal digits.
    public var signature: String
    /// The body.
    public var body: [UInt8]

    /// Describes a request.
    public init(method: String, path: String, time: String, nonce: String, signature: String, body: [UInt8]) {
        (self.method, self.path, self.time, self.nonce) = (method, path, time, nonce)
        (self.signature, self.body) = (signature, body)
    }

    /// What is signed: method, path, time and nonce, each on a line of its own, and then the body.
    ///
    /// None of the four can have a line end within it, so that no two requests have the same message.
    public var message: [UInt8] { Array("\(method)\n\(path)\n\(time)\n\(nonce)\n".utf8) + body }
}

/// Decides whether a request comes from someone who has the key, now, and for the first time.
public struct RequestAuthenticator: Sendable {
    /// How far the clocks may be apart, in seconds, either way.
    public static let toleranceSeconds: Int64 = 30
    /// So many nonces are remembered; with all of them young, further requests are refused rather than one forgotten.
    static let nonceLimit = 65_536

    private let key: [UInt8]
    /// The times of the requests that were admitted and are young, by their nonces.
    private(set) var seen: [String: Int64]

    /// Takes the key.
    ///
    /// - Parameter seen: What another one has admitted before.
    public init(key: [UInt8], seen: [String: Int64] = [:]) {
        (self.key, self.seen) = (key, seen)
    }

    /// Checks the proof, and remembers the request so that it cannot come again.
    ///
    /// - Parameter now: Seconds since the Unix epoch.
    /// - Throws: ``ShapingRefusal/badSignature``, ``ShapingRefusal/badTime(offsetSeconds:)``,
    ///   ``ShapingRefusal/replayed``, in this order of checks: a stranger learns nothing about the clock or the nonces.
    public mutating func admit(_ request: SignedRequest, now: Int64) throws(ShapingRefusal) {
        let texts = [request.method, request.path, request.time, request.nonce]
        guard
            texts.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }),
            let signature = Hexadecimal.bytes(of: request.signature),
            HMACSHA256.isValid(signature, for: request.message, key: key)
        else {
            throw .badSignature
        }
        guard let time = Int64(request.time), time > 0, time < 1 << 40 else { throw .badTime(offsetSeconds: 0) }
        let offset = time - now
        guard offset.magnitude <= RequestAuthenticator.toleranceSeconds else { throw .badTime(offsetSeconds: offset) }
        guard (16...64).contains(request.nonce.utf8.count) else {
            throw .invalid("the nonce is not 16 to 64 characters")
        }
        // A nonce is needed for as long as its time would still be accepted.
        seen = seen.filter { $0.value + RequestAuthenticator.toleranceSeconds >= now }
        guard seen[request.nonce] == nil, seen.count < RequestAuthenticator.nonceLimit else { throw .replayed }
        seen[request.nonce] = time
    }
}
