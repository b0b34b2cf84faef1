import Synchronization

/// The body of an answer on its way from the client's thread to its reader.
///
/// Holds ``window`` bytes and one piece of libcurl's at most.
final class BodyChannel: Sendable {
    /// Bytes that wait to be read before the server has to.
    static let window = 1 << 20
    /// A reader is woken for so many bytes, or for fewer that it is content with when no more have come: libcurl hands over
    /// 16 KiB at a time.
    private static let portion = 1 << 18

    private struct State {
        var head: HTTPResponse?
        var headReader: CheckedContinuation<HTTPResponse, any Error>?
        var bytes: [UInt8] = []
        var reader: CheckedContinuation<Void, any Error>?
        /// With how many bytes the reader is content.
        var wanted = 1
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

    /// Puts the next bytes in the place of those in `buffer`, whose memory takes what comes then; `false` at the end.
    ///
    /// - Parameter wanted: Fewer bytes come at the end of the body only.
    func next(into buffer: inout [UInt8], atLeast wanted: Int) async throws -> Bool {
        buffer.removeAll(keepingCapacity: true)
        let wanted = max(1, min(wanted, Self.portion))
        while true {
            let isPaused = state.withLock { state in
                guard state.bytes.count >= wanted || state.end != nil else { return false }
                swap(&state.bytes, &buffer)
                defer { state.isPaused = false }
                return state.isPaused
            }
            if isPaused { loop.resume(ticket) }
            if !buffer.isEmpty { return true }
            guard try await waitForMore(wanted) else { return false }
        }
    }

    /// Waits until there are bytes; `false` when there will be none.
    private func waitForMore(_ wanted: Int) async throws -> Bool {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    if state.bytes.count >= wanted { return .success(()) }
                    if let end = state.end { return state.bytes.isEmpty ? end : .success(()) }
                    (state.reader, state.wanted) = (continuation, wanted)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            finish(nil, .failure(CancellationError()))
            loop.abandon(ticket)
        }
        return state.withLock { !$0.bytes.isEmpty }
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
        let (wasTaken, reader) = state.withLock { state -> (Bool, CheckedContinuation<Void, any Error>?) in
            Self.begin(&state, head)
            guard state.bytes.count < Self.window else {
                state.isPaused = true
                return (false, nil)
            }
            state.bytes.append(contentsOf: part)
            guard state.bytes.count >= Self.portion else { return (true, nil) }
            defer { state.reader = nil }
            return (true, state.reader)
        }
        reader?.resume()
        return wasTaken
    }

    /// Wakes the reader for what there is, after everything that has come was taken.
    func flush() {
        let reader = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard state.bytes.count >= state.wanted else { return nil }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
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
            state.reader?.resume(with: end)
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
