internal import CRDKafka
internal import Synchronization

/// Takes the delivery reports of one batch, and tells when all of them are there.
///
/// Keeps itself until then. Not checked by the compiler: the tags are written before the library gets them and only read
/// afterwards, and the rest is behind a mutex.
final class Delivery: @unchecked Sendable {
    /// What librdkafka carries along with each message: whose it is, and which one.
    struct Tag {
        let delivery: Unmanaged<Delivery>
        let position: Int
    }

    /// A message that was not acknowledged.
    struct Failure: Sendable {
        let position: Int
        let code: rd_kafka_resp_err_t
    }

    private struct State {
        var waiting: Int
        var failures: [Failure] = []
        var keeper: Delivery?
    }

    private let state: Mutex<State>
    private let tags: UnsafeMutableBufferPointer<Tag>
    private let end: @Sendable ([Failure]) -> Void

    /// - Parameters:
    ///   - count: How many messages there are; one at least.
    ///   - end: Gets those that were not acknowledged, by position, on the thread on which the last report comes.
    init(of count: Int, end: @escaping @Sendable ([Failure]) -> Void) {
        precondition(count > 0, "nobody reports on nothing")
        state = Mutex(State(waiting: count))
        tags = .allocate(capacity: count)
        self.end = end
        for position in 0..<count {
            tags.initializeElement(at: position, to: Tag(delivery: .passUnretained(self), position: position))
        }
        state.withLock { $0.keeper = self }
    }

    deinit {
        tags.deallocate()
    }

    /// What goes along with the message at `position`.
    func tag(_ position: Int) -> UnsafeMutableRawPointer? {
        tags.baseAddress.map { UnsafeMutableRawPointer($0 + position) }
    }

    /// Takes the report of one message.
    func report(_ position: Int, _ code: rd_kafka_resp_err_t) {
        let (failures, keeper) = state.withLock { state -> ([Failure]?, Delivery?) in
            state.waiting -= 1
            if code != RD_KAFKA_RESP_ERR_NO_ERROR { state.failures.append(Failure(position: position, code: code)) }
            guard state.waiting == 0 else { return (nil, nil) }
            defer { state.keeper = nil }
            return (state.failures, state.keeper)
        }
        guard let failures else { return }
        withExtendedLifetime(keeper) { end(failures.sorted { $0.position < $1.position }) }
    }
}
