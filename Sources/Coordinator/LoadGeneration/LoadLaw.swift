/// One moment of a load: from here on so many clients work.
public struct LoadStep: Sendable, Equatable {
    /// Seconds since the law began.
    public var time: Double
    /// How many clients work from then on; at most one more or less than before.
    public var clients: Int

    /// Describes a moment of a load.
    public init(time: Double, clients: Int) {
        (self.time, self.clients) = (time, clients)
    }
}

/// How the number of clients changes over time.
///
/// A law knows no clock: it says when its steps are, and whoever follows it waits.
public protocol LoadLaw: Sendable {
    /// The next step; there is always one, and it is never earlier than the one before.
    mutating func next() -> LoadStep
}

extension LoadLaw {
    /// Seconds; times over less would leave a `Double`.
    static var shortestPeriod: Double { 1e-6 }
}
