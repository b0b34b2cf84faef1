internal import CRDKafka
internal import Synchronization

/// Waits for the delivery reports of one batch.
final class Delivery: Sendable {
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
        var continuation: CheckedContinuation<[Failure], Never>?
    }

    private let state: Mutex<State>

    init(of count: Int) {
        state = Mutex(State(waiting: count))
    }

    /// Takes the report of one message.
    func report(_ position: Int, _ code: rd_kafka_resp_err_t) {
        let ended: (CheckedContinuation<[Failure], Never>, [Failure])? = state.withLock { state in
            state.waiting -= 1
            if code != RD_KAFKA_RESP_ERR_NO_ERROR { state.failures.append(Failure(position: position, code: code)) }
            guard state.waiting == 0, let continuation = state.continuation else { return nil }
            return (continuation, state.failures)
        }
        ended?.0.resume(returning: ended?.1 ?? [])
    }

    /// Waits until every message has been reported; returns those that were not acknowledged, by position.
    func failures() async -> [Failure] {
        let failures = await withCheckedContinuation { continuation in
            let done: [Failure]? = state.withLock { state in
                guard state.waiting > 0 else { return state.failures }
                state.continuation = continuation
                return nil
            }
            if let done { continuation.resume(returning: done) }
        }
        return failures.sorted { $0.position < $1.position }
    }
}
