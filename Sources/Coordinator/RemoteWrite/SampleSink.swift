/// Where received samples go.
public protocol SampleSink: Sendable {
    /// Takes a batch; returns when it is safe: acknowledged by a broker, on disk, or handed to whoever consumes it.
    ///
    /// - Parameters:
    ///   - batch: Valid samples; may be empty.
    ///   - slice: The slice that the sender says they belong to, if it says.
    /// - Throws: When the samples are not safe; the sender is told to send them again.
    func take(_ batch: RemoteWriteBatch, slice: String?) async throws
}
