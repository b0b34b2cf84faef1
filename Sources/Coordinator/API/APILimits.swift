/// How much a client may ask of the server.
public struct APILimits: Sendable, Equatable {
    /// So many connections at once; more wait.
    public var connections = 512
    /// All header fields together, in bytes.
    public var headerBytes = 32 << 10
    /// How many header fields.
    public var headerFields = 100
    /// Connections on which no whole request arrives in this time are closed.
    public var idle = Duration.seconds(60)

    /// The defaults.
    public init() {}
}
