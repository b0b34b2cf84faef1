/// How large a remote write request may be.
public struct RemoteWriteLimits: Sendable, Equatable {
    /// Bytes of the body as it comes.
    public var compressedBytes = 8 << 20
    /// Bytes of the body after decompressing.
    public var bytes = 64 << 20
    /// Series in a request.
    public var series = 100_000
    /// Samples in a request.
    public var samples = 1_000_000
    /// Labels of a series.
    public var labels = 256

    /// The values that stand with each limit.
    public init() {}
}
