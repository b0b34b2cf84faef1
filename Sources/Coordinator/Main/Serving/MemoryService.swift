import HeapMemory
import SRO
import ServiceLifecycle

/// Gives back to the kernel, now and then, what the samples of a second have needed for a moment.
struct MemoryService: Service {
    static let interval = Duration.seconds(60)
    /// How long nothing must have come in: other threads that want memory wait meanwhile.
    static let calm = Duration.milliseconds(100)

    let delay: ForecastDelay

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                while true {
                    try await Task.sleep(for: Self.interval)
                    // A stream that never rests is not waited for longer than a second.
                    for _ in 0..<20 where !isCalm { try await Task.sleep(for: .milliseconds(50)) }
                    HeapMemory.giveBack()
                }
            } catch {
                // The end.
            }
        }
    }

    private var isCalm: Bool { delay.arrival.map { $0.duration(to: .now) > Self.calm } ?? true }
}
