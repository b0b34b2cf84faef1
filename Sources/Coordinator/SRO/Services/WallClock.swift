import Foundation

/// Tells the time of day; a parameter everywhere, so that tests and replays bring their own.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    /// A clock that reads whatever the closure says, in milliseconds since the Unix epoch.
    public init(_ read: @escaping @Sendable () -> Int64) {
        self.read = read
    }

    /// Now, in milliseconds since the Unix epoch.
    public var milliseconds: Int64 { read() }

    /// The machine's clock.
    public static var system: WallClock {
        WallClock { Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)) }
    }
}
