import Glibc

/// The processor time that this process has used.
enum ProcessorTime {
    /// Seconds of all threads since the start.
    @Sendable static func seconds() -> Double {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }
}
