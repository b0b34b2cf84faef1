/// How large a page of metrics may be.
public struct ExpositionLimits: Sendable, Equatable {
    /// The greatest number of bytes.
    public var bytes: Int
    /// The greatest number of samples.
    public var samples: Int

    /// Sets both; the defaults are far above any honest page.
    public init(bytes: Int = 64 << 20, samples: Int = 500_000) {
        self.bytes = bytes
        self.samples = samples
    }
}
