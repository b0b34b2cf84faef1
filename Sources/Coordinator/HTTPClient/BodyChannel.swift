import Synchronization

/// The body of an answer on its way from the client's thread to its reader.
///
/// Holds ``window`` bytes and one piece of libcurl's at most.
final class BodyChannel: Sendable {
    /// Bytes that wait to be read before the server has to.
    static let window = 1 << 20

    private struct State {
        var head: HTTPResponse?
        var headReader: CheckedContinuation<HTTPResponse, any Error>?
        var bytes: [UInt8] = []
        var reader: CheckedContinuation<[UInt8]?, any Error>?
        var end: Result<Void, any Error>?
        var isPaused = false
    }

    private let state = Mutex(State())
    private let loop: TransferLoop
    private let ticket: UInt64

    init(loop: TransferLoop, ticket: UInt64) {
        self.loop = loop
        self.ticket = ticket
    }

    /// The next bytes; `nil` at the end.
    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (result, isResuming) = state.withLock { state -> (Result<[UInt8]?, any Error>?, Bool) in
                    guard state.bytes.isEmpty else {
                        defer { (state.bytes, state.isPaused) = ([], false) }
                        return (.success(state.bytes), state.isPaused)
                    }
                    if let end = state.end { return (end.map { nil }, false) }
                    state.reader = continuation
                    return (nil, false)
                }
                if isResuming { loop.resume(ticket) }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            finish(nil, .failure(CancellationError()))
            loop.abandon(ticket)
        }
    }

    /// Waits for the status and the headers.
    func head() async throws -> HTTPResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<HTTPResponse, any Error>? in
                    if let head = state.head { return .success(head) }
                    if case .failure(let error)? = state.end { return .failure(error) }
                    state.headReader = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            finish(nil, .failure(CancellationError()))
            loop.abandon(ticket)
        }
    }

    // MARK: The client's thread

    /// Takes what came; `false` when there is no room until something is read.
    func offer(_ part: UnsafeRawBufferPointer, _ head: @autoclosure () -> HTTPResponse) -> Bool {
        let (wasTaken, reader, bytes) = state.withLock { state in
            Self.begin(&state, head)
            guard state.bytes.count < Self.window else {
                state.isPaused = true
                return (false, nil as CheckedContinuation<[UInt8]?, any Error>?, [UInt8]())
            }
            guard let reader = state.reader else {
                state.bytes.append(contentsOf: part)
                return (true, nil, [])
            }
            state.reader = nil
            return (true, reader, Array(part))
        }
        reader?.resume(returning: bytes)
        return wasTaken
    }

    /// Ends the body; only the first end counts.
    func finish(_ head: HTTPResponse?, _ end: Result<Void, any Error>) {
        state.withLock { state in
            guard state.end == nil else { return }
            if let head { Self.begin(&state, { head }) }
            state.end = end
            if case .failure(let error) = end {
                state.headReader?.resume(throwing: error)
                state.headReader = nil
            }
            // A reader waits only when no bytes do.
            state.reader?.resume(with: end.map { nil })
            state.reader = nil
        }
    }

    private static func begin(_ state: inout State, _ head: () -> HTTPResponse) {
        guard state.head == nil else { return }
        let head = head()
        state.head = head
        state.headReader?.resume(returning: head)
        state.headReader = nil
    }
}
