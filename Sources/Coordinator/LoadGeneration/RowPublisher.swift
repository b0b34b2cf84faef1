import Synchronization

/// Sends rows to a receiver as they come, without ever making the load wait.
///
/// What could not be sent is sent again together with the next row. A receiver that is away for long costs the oldest
/// rows, and they are counted.
public final class RowPublisher: Sendable {
    /// What a receiver made of rows.
    public enum Answer: Sendable, Equatable {
        /// It has them.
        case accepted
        /// It will never take them; sending them again is of no use.
        case rejected(reason: String)
    }

    /// What became of all rows until now.
    public struct Counts: Sendable, Equatable {
        /// Rows that the receiver has.
        public var accepted = 0
        /// Rows that the receiver did not want.
        public var rejected = 0
        /// Rows that were given up because the receiver was away for too long.
        public var dropped = 0
        /// Attempts that failed.
        public var failures = 0
        /// Why the last attempt did not succeed.
        public var lastFailure: String?
    }

    private struct State {
        var pending: [KPIRow] = []
        var counts = Counts()
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let post: @Sendable (_ csv: String) async throws -> Answer
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Describes a receiver.
    ///
    /// - Parameters:
    ///   - capacity: How many rows wait at most for a receiver that is away.
    ///   - post: Sends lines of CSV under ``KPIRow/header``; throws when another attempt may succeed.
    public init(capacity: Int = 600, post: @escaping @Sendable (_ csv: String) async throws -> Answer) {
        self.capacity = capacity
        self.post = post
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What became of all rows until now.
    public var counts: Counts { state.withLock(\.counts) }

    /// Takes a row; ``run()`` sends it.
    public func publish(_ row: KPIRow) {
        state.withLock { state in
            state.pending.append(row)
            let excess = max(0, state.pending.count - capacity)
            state.pending.removeFirst(excess)
            state.counts.dropped += excess
        }
        wake.yield()
    }

    /// Ends ``run()`` after a last attempt.
    public func finish() {
        wake.finish()
    }

    /// Sends rows until ``finish()`` is called or the task is cancelled.
    public func run() async {
        for await _ in wakes {
            await sendPending()
        }
        await sendPending()
    }

    private func sendPending() async {
        let rows = state.withLock(\.pending)
        guard let last = rows.last else {
            return
        }
        let lines = [KPIRow.header] + rows.map(\.csv)
        do {
            let answer = try await post(lines.joined(separator: "\n") + "\n")
            state.withLock { state in
                state.pending.removeAll { $0.second <= last.second }
                switch answer {
                case .accepted: state.counts.accepted += rows.count
                case .rejected(let reason):
                    state.counts.rejected += rows.count
                    state.counts.lastFailure = reason
                }
            }
        } catch {
            state.withLock { state in
                state.counts.failures += 1
                state.counts.lastFailure = "\(error)"
            }
        }
    }
}
