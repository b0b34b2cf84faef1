import Synchronization

/// Tells everybody who watches what happens; who cannot keep up misses the oldest events.
public final class EventHub: Sendable {
    /// How many events wait for a slow watcher.
    public static let longestQueue = 256

    private struct Watchers {
        var next = 0
        var wishes: [Int: @Sendable (SliceEvent) -> Bool] = [:]
        var continuations: [Int: AsyncStream<SliceEvent>.Continuation] = [:]
        var isClosed = false
    }

    private let watchers = Mutex(Watchers())

    private let outlet: @Sendable (SliceEvent) -> Void
    /// Says that what the outlet was told may go out, because there is nothing more for the moment.
    let releaseOutlet: @Sendable () -> Void

    /// - Parameters:
    ///   - outlet: Is told everything at once, and must neither wait nor ask a slice anything.
    ///   - release: Is called after forecasts, of one slice or of some; it must not wait either.
    init(
        outlet: @escaping @Sendable (SliceEvent) -> Void = { _ in },
        release: @escaping @Sendable () -> Void = {}
    ) {
        self.outlet = outlet
        releaseOutlet = release
    }

    /// How many are watching.
    public var watcherCount: Int { watchers.withLock { $0.continuations.count } }

    /// The events from now on, of one slice or of all; ends when the coordinator stops.
    public func events(of slice: String? = nil) -> AsyncStream<SliceEvent> {
        events { event in slice.map { $0 == event.slice } ?? true }
    }

    /// The events from now on that are wanted; ends when the coordinator stops.
    ///
    /// - Parameter isWanted: Is asked for every event, and must not take long.
    public func events(where isWanted: @escaping @Sendable (SliceEvent) -> Bool) -> AsyncStream<SliceEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SliceEvent.self,
            bufferingPolicy: .bufferingNewest(Self.longestQueue)
        )
        let key = watchers.withLock { watchers -> Int? in
            guard !watchers.isClosed else { return nil }
            watchers.next += 1
            watchers.continuations[watchers.next] = continuation
            watchers.wishes[watchers.next] = isWanted
            return watchers.next
        }
        guard let key else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.watchers.withLock { watchers in
                watchers.continuations[key] = nil
                watchers.wishes[key] = nil
            }
        }
        return stream
    }

    func publish(_ event: SliceEvent) {
        outlet(event)
        let interested = watchers.withLock { watchers -> [AsyncStream<SliceEvent>.Continuation] in
            guard !watchers.continuations.isEmpty else { return [] }
            return watchers.continuations.filter { key, _ in watchers.wishes[key]?(event) ?? false }.map(\.value)
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
