import Logging
import ServiceLifecycle

/// Carries out the decisions that change a flavor; one slow actuator keeps no other slice waiting.
struct ActingService: Service {
    let changes: AsyncStream<SliceRuntime.PendingChange>
    let queue: AsyncStream<SliceRuntime.PendingChange>.Continuation
    let logger: Logger

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await change in changes {
                    group.addTask { await change.runtime.carryOut(change.record) }
                }
            }
        } onGracefulShutdown: {
            // What has begun is brought to its end, so that its outcome is known.
            queue.finish()
        }
    }
}
