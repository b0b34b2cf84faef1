/// What goes over the socket between the two processes: one message each way, a few lines and a body.
public enum ShaperExchange {
    /// The largest message.
    static let limit = 131_072

    /// The bytes of a request.
    static func encode(_ request: SignedRequest) -> [UInt8] {
        let head = [request.method, request.path, request.time, request.nonce, request.signature]
        return Array((head.joined(separator: "\n") + "\n").utf8) + request.body
    }

    /// The request in `bytes`; `nil` when they are none.
    static func decodeRequest(_ bytes: [UInt8]) -> SignedRequest? {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        let texts = parts.prefix(5).map { String(decoding: $0, as: UTF8.self) }
        return SignedRequest(
            method: texts[0],
            path: texts[1],
            time: texts[2],
            nonce: texts[3],
            signature: texts[4],
            body: Array(parts[5])
        )
    }

    /// The bytes of an answer.
    static func encode(_ answer: ShaperAnswer) -> [UInt8] {
        Array("\(answer.status)\n\(answer.body)".utf8)
    }

    /// The answer in `bytes`; `nil` when they are none.
    static func decodeAnswer(_ bytes: [UInt8]) -> ShaperAnswer? {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let status = Int(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        return ShaperAnswer(status: status, body: String(decoding: parts[1], as: UTF8.self))
    }
}

/// What the privileged process answers.
public struct ShaperAnswer: Equatable, Sendable {
    /// An HTTP status.
    public var status: Int
    /// JSON, or for `/counters` lines of a name and a number.
    public var body: String

    /// Describes an answer.
    public init(status: Int, body: String) {
        (self.status, self.body) = (status, body)
    }
}
