import ServiceLifecycle
import Synchronization

/// The slices whose effects wait to be carried out, each of them once.
///
/// Who reads a stream must not wait until a decision is on the disk: the forecasts of what comes in meanwhile would.
final class SettlingQueue: Sendable {
    let runtimes: AsyncStream<SliceRuntime>
    private let continuation: AsyncStream<SliceRuntime>.Continuation
    /// Those that wait or are being settled, and whether there is more to be done since that began.
    private let open = Mutex<[ObjectIdentifier: Bool]>([:])

    init() { (runtimes, continuation) = AsyncStream.makeStream() }

    /// Has a slice settled soon; one that is being settled is settled again afterwards, so that its effects keep their order.
    func add(_ runtime: SliceRuntime) {
        let isNew = open.withLock { $0.updateValue(true, forKey: ObjectIdentifier(runtime)) == nil }
        if isNew { continuation.yield(runtime) }
    }

    /// Settles a slice that has come out of ``runtimes``.
    func settle(_ runtime: SliceRuntime) async {
        while takesUp(runtime) { await runtime.settle() }
    }

    /// Whether there is something to be done; if not, the slice has left the queue.
    private func takesUp(_ runtime: SliceRuntime) -> Bool {
        open.withLock { open in
            guard open[ObjectIdentifier(runtime)] == true else {
                open[ObjectIdentifier(runtime)] = nil
                return false
            }
            open[ObjectIdentifier(runtime)] = false
            return true
        }
    }

    func finish() { continuation.finish() }
}

/// Writes down and carries out what slices ask for that forecast from streams; one that waits for the disk or for another
/// coordinator keeps no other one waiting.
struct SettlingService: Service {
    let queue: SettlingQueue

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await runtime in queue.runtimes { group.addTask { await queue.settle(runtime) } }
            }
        } onGracefulShutdown: {
            queue.finish()
        }
    }
}
