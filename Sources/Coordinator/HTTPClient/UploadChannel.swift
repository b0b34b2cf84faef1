import Synchronization

/// The body of a request on its way from its maker to the client's thread.
final class UploadChannel: Sendable {
    /// What the client's thread finds.
    enum Part {
        /// So many bytes; 0 at the end.
        case bytes(Int)
        /// Nothing yet.
        case notYet
        /// Why there will be no more.
        case failure(any Error)
    }

    private struct State {
        var bytes: [UInt8] = []
        var taken = 0
        var total = 0
        /// What comes next, with whoever waits for the room.
        var following: (bytes: [UInt8], maker: CheckedContinuation<Void, any Error>)?
        var end: Result<Void, any Error>?
        /// Whether nobody takes anything any more.
        var isClosed = false
        /// Whether the transfer waits for bytes.
        var isStarved = false
    }

    private let state = Mutex(State())
    private let loop: TransferLoop
    private let ticket: UInt64
    private let url: String
    private let count: Int?

    init(loop: TransferLoop, ticket: UInt64, url: String, count: Int?) {
        (self.loop, self.ticket, self.url, self.count) = (loop, ticket, url, count)
    }

    /// Hands over a piece, when there is room for it.
    ///
    /// - Throws: `CancellationError` when nobody wants it any more.
    func offer(_ bytes: [UInt8]) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { maker in
                let (isOver, isResuming) = state.withLock { state -> (Result<Void, any Error>?, Bool) in
                    guard !state.isClosed else { return (.failure(CancellationError()), false) }
                    guard state.taken == state.bytes.count else {
                        state.following = (bytes, maker)
                        return (nil, false)
                    }
                    (state.bytes, state.taken) = (bytes, 0)
                    defer { state.isStarved = false }
                    return (.success(()), state.isStarved)
                }
                if isResuming { loop.resume(ticket) }
                if let isOver { maker.resume(with: isOver) }
            }
        } onCancel: {
            close()
        }
    }

    /// Ends the body.
    func finish(_ end: Result<Void, any Error>) {
        state.withLock { $0.end = end }
        loop.resume(ticket)
    }

    /// Tells the maker that nothing is taken any more.
    func close() {
        let maker = state.withLock { state in
            state.isClosed = true
            defer { state.following = nil }
            return state.following?.maker
        }
        maker?.resume(throwing: CancellationError())
    }

    // MARK: The client's thread

    /// Whether nothing has been taken: then sending may begin anew.
    var isUntouched: Bool { state.withLock { $0.total == 0 } }

    /// Moves bytes into `buffer`.
    func take(into buffer: UnsafeMutableRawBufferPointer) -> Part {
        let (part, maker) = state.withLock { state -> (Part, CheckedContinuation<Void, any Error>?) in
            if state.taken == state.bytes.count, let end = state.end {
                if case .failure(let error) = end { return (.failure(error), nil) }
                guard let count, count != state.total else { return (.bytes(0), nil) }
                return (.failure(wrongCount(count)), nil)
            }
            guard state.taken < state.bytes.count else {
                state.isStarved = true
                return (.notYet, nil)
            }
            let part = min(buffer.count, state.bytes.count - state.taken)
            if let count, state.total + part > count {
                return (.failure(wrongCount(count)), nil)
            }
            state.bytes.withUnsafeBytes { bytes in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[state.taken..<state.taken + part]))
            }
            state.taken += part
            state.total += part
            guard state.taken == state.bytes.count, let following = state.following else { return (.bytes(part), nil) }
            (state.bytes, state.taken, state.following) = (following.bytes, 0, nil)
            return (.bytes(part), following.maker)
        }
        maker?.resume()
        return part
    }

    private func wrongCount(_ count: Int) -> HTTPError {
        .invalid(url: url, fault: "a body that has not the \(count) bytes that were promised")
    }
}
