/// How much of the agent one client may use.
public struct ServerLimits: Sendable {
    /// Connections at once.
    ///
    /// One more, and the one that has been silent longest is closed.
    public var connections = 128
    /// Bytes of a request line with its headers.
    public var headerBytes = 8_192
    /// Header lines.
    public var headerCount = 64
    /// Bytes of a body.
    public var bodyBytes = 65_536
    /// Milliseconds from the first byte of a request to its last.
    public var requestMilliseconds: Int64 = 5_000
    /// Milliseconds from an answer to the first byte of the next request.
    public var idleMilliseconds: Int64 = 120_000
    /// Milliseconds that a client may take to fetch an answer.
    public var answerMilliseconds: Int64 = 10_000

    /// The defaults.
    public init() {}
}
