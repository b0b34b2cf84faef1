/// What a service's users saw in one second.
public struct KPIRow: Sendable, Equatable {
    /// The names of the columns, as MLO-V2 writes them.
    public static let header = "timestamp,R_50,R_95,R_99,W_50,W_95,W_99,ops"

    /// Latencies of one kind of operation, in milliseconds.
    public struct Latencies: Sendable, Equatable {
        /// Half of the operations were at most this slow.
        public var p50: Double
        /// 95 of 100 operations were at most this slow.
        public var p95: Double
        /// 99 of 100 operations were at most this slow.
        public var p99: Double

        /// Describes latencies.
        public init(p50: Double, p95: Double, p99: Double) {
            (self.p50, self.p95, self.p99) = (p50, p95, p99)
        }
    }

    /// The second, in UTC since the Unix epoch.
    public var second: Int64
    /// How long reading took; `nil` when nothing was read.
    public var reads: Latencies?
    /// How long writing took; `nil` when nothing was written.
    public var writes: Latencies?
    /// How many operations got their answer.
    public var operations: Int

    /// Describes a second.
    public init(second: Int64, reads: Latencies?, writes: Latencies?, operations: Int) {
        (self.second, self.reads, self.writes, self.operations) = (second, reads, writes, operations)
    }

    /// The row as a line of CSV without its end; what there was none of is an empty cell.
    public var csv: String {
        let latencies = [reads, writes].map { latencies in
            latencies.map { "\(Self.text($0.p50)),\(Self.text($0.p95)),\(Self.text($0.p99))" } ?? ",,"
        }
        return "\(second),\(latencies.joined(separator: ",")),\(operations)"
    }

    /// Milliseconds to the microsecond, without a detour over binary fractions.
    private static func text(_ milliseconds: Double) -> String {
        let microseconds = Int64((milliseconds * 1000).rounded())
        let (whole, fraction) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return "\(whole).\(String(1000 + fraction).dropFirst())"
    }
}
