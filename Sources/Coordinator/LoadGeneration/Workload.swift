/// What the clients of a load do.
public protocol Workload: Sendable {
    /// Whether its operations are recorded, so that there are rows to write.
    var recordsOperations: Bool { get }

    /// Brings the service into the state that the clients expect.
    ///
    /// - Throws: What keeps it from it.
    func prepare() async throws

    /// Makes a client, which does nothing yet.
    ///
    /// - Parameters:
    ///   - number: 0 for the first client of a load, 1 for the next, and so on.
    ///   - seed: The load's own; the same seed and number make the same client.
    func makeClient(number: Int, seed: UInt64, recorder: OperationRecorder) -> any LoadClient
}

/// One user of the service.
public protocol LoadClient: Sendable {
    /// Works until it is stopped, and returns when nothing of it is left.
    func run() async

    /// Ends the work soon; may be called from anywhere, also before ``run()``.
    func stop()
}
