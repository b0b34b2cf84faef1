import Glibc
import Synchronization

/// Cuts a connection from another thread, so that a command under way ends at once with an error.
public final class RedisBreaker: Sendable {
    private struct State {
        var descriptor: Int32?
        var isCut = false
    }

    private let state = Mutex(State())

    /// Makes a breaker for one connection.
    public init() {}

    /// Ends the connection; a connection that is opened with this breaker later is ended at once.
    public func cut() {
        state.withLock { state in
            state.isCut = true
            if let descriptor = state.descriptor {
                shutdown(descriptor, Int32(SHUT_RDWR))
            }
        }
    }

    /// Whether ``cut()`` was called.
    public var isCut: Bool { state.withLock(\.isCut) }

    func watch(_ descriptor: Int32) {
        state.withLock { state in
            state.descriptor = descriptor
            if state.isCut {
                shutdown(descriptor, Int32(SHUT_RDWR))
            }
        }
    }

    /// Must be called before the descriptor is closed: its number may belong to another connection right after.
    func forget() {
        state.withLock { $0.descriptor = nil }
    }
}
