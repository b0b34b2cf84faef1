import Synchronization

/// What an operation did.
public enum OperationKind: Sendable {
    /// It read.
    case read
    /// It wrote.
    case write
}

/// How many operations there were in all, and what became of them.
public struct OperationCounts: Sendable, Equatable {
    /// Got their answer.
    public var answered = 0
    /// Got an error, or no answer in time.
    public var failed = 0
    /// Were never sent, because they were overdue for too long.
    public var dropped = 0
    /// Clients that ended by themselves, or could not start.
    public var clientsLost = 0
    /// The last error, in words.
    public var lastFailure: String?

    /// No operations.
    public init() {}
}

/// Takes note of operations from any thread.
public final class OperationRecorder: Sendable {
    private struct State {
        var accumulator: KPIAccumulator
        var counts = OperationCounts()
    }

    private let state: Mutex<State>

    init(from second: Int64) {
        state = Mutex(State(accumulator: KPIAccumulator(from: second)))
    }

    /// Notes an operation that got its answer.
    ///
    /// - Parameters:
    ///   - latency: From the moment at which it was meant to start, not from the one at which it could.
    ///   - milliseconds: When the answer came, in UTC since the Unix epoch.
    public func answered(_ kind: OperationKind, latency: Duration, atMilliseconds milliseconds: Int64) {
        state.withLock { state in
            state.accumulator.add(kind, latency: latency, atMilliseconds: milliseconds, isAnswered: true)
            state.counts.answered += 1
        }
    }

    /// Notes an operation that was sent and got no good answer; the time it was waited for is its latency.
    public func failed(_ kind: OperationKind, latency: Duration, atMilliseconds milliseconds: Int64, reason: String) {
        state.withLock { state in
            state.accumulator.add(kind, latency: latency, atMilliseconds: milliseconds, isAnswered: false)
            state.counts.failed += 1
            state.counts.lastFailure = reason
        }
    }

    /// Notes an operation that was given up before it was sent; the time it was waited for is its latency.
    public func dropped(_ kind: OperationKind, latency: Duration, atMilliseconds milliseconds: Int64) {
        state.withLock { state in
            state.accumulator.add(kind, latency: latency, atMilliseconds: milliseconds, isAnswered: false)
            state.counts.dropped += 1
        }
    }

    /// Notes a client that ended although nobody asked it to, or that could not start.
    public func lostClient(reason: String) {
        state.withLock { state in
            state.counts.clientsLost += 1
            state.counts.lastFailure = reason
        }
    }

    /// Notes why clients cannot work at the moment.
    public func note(failure reason: String) {
        state.withLock { $0.counts.lastFailure = reason }
    }

    /// How many operations there were until now.
    public var counts: OperationCounts { state.withLock(\.counts) }

    func takeRows(before second: Int64) -> [KPIRow] {
        state.withLock { $0.accumulator.takeRows(before: second) }
    }
}
