import Synchronization

/// Tells everybody who watches what happens; who cannot keep up misses the oldest events.
public final class EventHub: Sendable {
    /// How many events wait for a slow watcher.
    public static let longestQueue = 256

    private struct Watchers {
        var next = 0
        var slices: [Int: String] = [:]
        var continuations: [Int: AsyncStream<SliceEvent>.Continuation] = [:]
        var isClosed = false
    }

    private let watchers = Mutex(Watchers())

    private let outlet: @Sendable (SliceEvent) -> Void

    /// - Parameter outlet: Is told everything at once, and must not wait.
    init(outlet: @escaping @Sendable (SliceEvent) -> Void = { _ in }) {
        self.outlet = outlet
    }

    /// How many are watching.
    public var watcherCount: Int { watchers.withLock { $0.continuations.count } }

    /// The events from now on, of one slice or of all; ends when the coordinator stops.
    public func events(of slice: String? = nil) -> AsyncStream<SliceEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SliceEvent.self,
            bufferingPolicy: .bufferingNewest(Self.longestQueue)
        )
        let key = watchers.withLock { watchers -> Int? in
            guard !watchers.isClosed else { return nil }
            watchers.next += 1
            watchers.continuations[watchers.next] = continuation
            watchers.slices[watchers.next] = slice
            return watchers.next
        }
        guard let key else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.watchers.withLock { watchers in
                watchers.continuations[key] = nil
                watchers.slices[key] = nil
            }
        }
        return stream
    }

    func publish(_ event: SliceEvent) {
        outlet(event)
        let interested = watchers.withLock { watchers -> [AsyncStream<SliceEvent>.Continuation] in
            // Nearly always nobody watches, and thousands of forecasts a second do not need to know who.
            guard !watchers.continuations.isEmpty else { return [] }
            return watchers.continuations.filter { key, _ in watchers.slices[key].map { $0 == event.slice } ?? true }
                .map(\.value)
        }
        for continuation in interested { continuation.yield(event) }
    }

    func close() {
        let all = watchers.withLock { watchers in
            watchers.isClosed = true
            return Array(watchers.continuations.values)
        }
        for continuation in all { continuation.finish() }
    }
}
