import HeapMemory
import SRO
import ServiceLifecycle

/// Gives back to the kernel, now and then, what the samples of a second have needed for a moment.
struct MemoryService: Service {
    /// After a start, when every slice has taken its place.
    static let first = Duration.seconds(60)
    /// Rarely, because what is needed again has to be asked for again, within the second that follows.
    static let interval = Duration.seconds(600)
    /// How long nothing must have come in: other threads that want memory wait meanwhile.
    static let calm = Duration.milliseconds(100)

    let delay: ForecastDelay

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do {
                var pause = Self.first
                while true {
                    try await Task.sleep(for: pause)
                    pause = Self.interval
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
