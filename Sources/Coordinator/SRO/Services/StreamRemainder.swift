/// What is still to be done about streams after the forecasts have gone out: writing down, learning, deciding and making
/// ready what comes next.
///
/// Whoever reads a stream does it when nobody waits for a forecast, piece by piece, and in any case before it has waited for
/// ``longestWait``.
public struct StreamRemainder: Sendable {
    /// How long a piece takes, and a slice more: what comes in meanwhile waits for it.
    static let piece = Duration.microseconds(250)
    /// For how long what comes in may go first.
    static let longestWait = Duration.milliseconds(250)

    private var waiting: ArraySlice<StreamRouter.Remainder> = []
    private var since: ContinuousClock.Instant?

    /// Nothing.
    public init() {}

    /// Whether nothing is left to be done.
    public var isEmpty: Bool { waiting.isEmpty }

    /// Whether it has waited for so long that it comes before what comes in.
    public var isDue: Bool { since.map { $0.duration(to: .now) > Self.longestWait } ?? false }

    mutating func add(_ more: [StreamRouter.Remainder]) {
        guard !more.isEmpty else { return }
        if waiting.isEmpty {
            since = .now
            waiting = more[...]
        } else {
            waiting += more
        }
    }

    mutating func takeFirst() -> StreamRouter.Remainder? {
        defer { if waiting.isEmpty { (waiting, since) = ([], nil) } }
        return waiting.popFirst()
    }

    mutating func takeAll() -> ArraySlice<StreamRouter.Remainder> {
        defer { (waiting, since) = ([], nil) }
        return waiting
    }
}
