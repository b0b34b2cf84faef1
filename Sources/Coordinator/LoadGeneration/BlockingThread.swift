import Foundation
import Glibc

/// Runs calls that block on a thread of their own, never on one of Swift's shared pool.
enum BlockingThread {
    /// Runs `work` and waits for it without blocking.
    static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            start { continuation.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }

    /// Runs `work` and does not wait for it.
    static func start(_ work: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            // A peer that closes the connection must not end the process.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            work()
        }
    }
}
