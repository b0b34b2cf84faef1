/// Takes lines of InfluxDB's line protocol.
public protocol LineSink: Sendable {
    /// Offers lines, once: whoever calls knows what to do when they are not taken.
    func write(_ lines: LineBatch) async -> LineReceipt
}

/// What a sink made of lines.
public enum LineReceipt: Sendable, Equatable {
    /// It has them.
    case taken
    /// It has taken what it could; the other lines it will never take, however often they are offered.
    case partlyTaken(rejected: Int, reason: String)
    /// They are too many at once.
    case tooLarge
    /// It cannot take them now.
    case notNow(reason: String, after: Duration?)
}
