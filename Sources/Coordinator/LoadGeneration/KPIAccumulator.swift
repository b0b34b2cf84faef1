import Histogram

/// Gathers operations into one row for each second.
package struct KPIAccumulator {
    private struct OpenSecond {
        let second: Int64
        var reads = Self.emptyHistogram
        var writes = Self.emptyHistogram
        var operations = 0

        /// Microseconds up to two minutes, to three digits.
        private static var emptyHistogram: Histogram<UInt32> {
            Histogram(highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: .three)
        }
    }

    private var open: [OpenSecond] = []
    private var nextSecond: Int64

    /// Starts with the rows of `second`.
    package init(from second: Int64) {
        nextSecond = second
    }

    /// Adds an operation to the second in which it ended, or to the first open one when that second is gone.
    ///
    /// - Parameters:
    ///   - isAnswered: Whether it counts as an operation; one that was given up only counts for the latency.
    package mutating func add(
        _ kind: OperationKind,
        latency: Duration,
        atMilliseconds milliseconds: Int64,
        isAnswered: Bool
    ) {
        let second = max(nextSecond, milliseconds / 1000)
        let index = open.firstIndex { $0.second >= second } ?? open.endIndex
        if index == open.endIndex || open[index].second != second {
            open.insert(OpenSecond(second: second), at: index)
        }
        let microseconds = UInt64(min(max(0, latency / .microseconds(1)), 120_000_000))
        switch kind {
        case .read: open[index].reads.record(microseconds)
        case .write: open[index].writes.record(microseconds)
        }
        open[index].operations += isAnswered ? 1 : 0
    }

    /// Hands out the rows of all seconds before `second`, also of those without an operation.
    package mutating func takeRows(before second: Int64) -> [KPIRow] {
        guard nextSecond < second else {
            return []
        }
        // A clock that leaps forward must not make millions of rows.
        let first = max(nextSecond, second - 3600)
        let rows = (first..<second).map { current in
            guard let found = open.first(where: { $0.second == current }) else {
                return KPIRow(second: current, reads: nil, writes: nil, operations: 0)
            }
            return KPIRow(
                second: current,
                reads: Self.latencies(found.reads),
                writes: Self.latencies(found.writes),
                operations: found.operations
            )
        }
        open.removeAll { $0.second < second }
        nextSecond = second
        return rows
    }

    private static func latencies(_ histogram: Histogram<UInt32>) -> KPIRow.Latencies? {
        guard histogram.totalCount > 0 else {
            return nil
        }
        func milliseconds(_ percentile: Double) -> Double {
            Double(histogram.valueAtPercentile(percentile)) / 1000
        }
        return KPIRow.Latencies(p50: milliseconds(50), p95: milliseconds(95), p99: milliseconds(99))
    }
}
