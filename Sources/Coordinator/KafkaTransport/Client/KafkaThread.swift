internal import Dispatch

/// Runs an actor's calls one after the other on a thread that may block, never on Swift's shared pool.
///
/// Tasks may prefer it, too: what they do with the answers of the actor then needs no other thread to wake up.
final class KafkaThread: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    init(_ label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in
            job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
    }
}
