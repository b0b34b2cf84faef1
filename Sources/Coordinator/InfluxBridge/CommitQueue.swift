import KafkaTransport
import Synchronization

/// The offsets that wait to be committed: those of later batches take the place of earlier ones of their partition, so that
/// a slow broker is asked less often and never about the past.
final class CommitQueue: AsyncSequence, Sendable {
    private let waiting = Mutex<[KafkaOffset]>([])
    private let signals: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init() {
        (signals, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ offsets: [KafkaOffset]) {
        waiting.withLock { waiting in
            for offset in offsets {
                waiting.removeAll { $0.topic == offset.topic && $0.partition == offset.partition }
                waiting.append(offset)
            }
        }
        bell.yield()
    }

    /// Ends the sequence after what waits now.
    func finish() {
        bell.finish()
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let queue: CommitQueue
        fileprivate var signals: AsyncStream<Void>.Iterator

        mutating func next() async -> [KafkaOffset]? {
            guard await signals.next() != nil else { return nil }
            return queue.waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(queue: self, signals: signals.makeAsyncIterator()) }
}
