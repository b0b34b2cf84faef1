/// By how much an interval has lately been too narrow or too wide, for each end by itself.
///
/// For each forecast that met its truth, the distance by which the truth passed an end of the interval is taken as a share
/// of the interval's half width; the quantile of the last of them at the end's own level is what the end is moved by. In a
/// calm stream it is near zero, so that the table of errors decides; after a change it follows within some tens of truths.
///
/// Source: Romano, Patterson and Candès, "Conformalized quantile regression" (2019), equations 6 and 7, over a sliding window
/// as in Barber, Candès, Ramdas and Tibshirani, "Conformal prediction beyond exchangeability" (2023), section 3.
package struct RecentErrors: Sendable {
    /// How many truths are remembered.
    package static let capacity = 200

    /// What is remembered of each end.
    private struct Memory {
        var lower: RecentQuantile
        var upper: RecentQuantile

        /// As if the table had been right about as many truths as are remembered.
        init(table: ResidualTable, tail: Double) {
            let capacity = RecentErrors.capacity
            let ends = Ends(table: table, center: table.middle, tail: tail)
            let calm = (0..<capacity).map { index in
                table.quantile((Double(index) + 0.5) / Double(capacity), at: table.middle)
            }
            // In an order that lets each part of the distribution leave evenly.
            let order = (0..<capacity).map { $0 * 77 % capacity }
            lower = RecentQuantile(order.map { Float(ends.lowerExcess(of: calm[$0])) })
            upper = RecentQuantile(order.map { Float(ends.upperExcess(of: calm[$0])) })
        }
    }

    private let tail: Double
    /// Most forecasters never meet a truth: those of flavors that are not in force.
    private var memory: Memory?
    /// The quantiles of both ends, as shares of the half width.
    private var excess: (lower: Double, upper: Double)

    /// Starts without having met a truth.
    package init(table: ResidualTable, level: Double) {
        tail = (1 - level) / 2
        let calm = Memory(table: table, tail: tail)
        excess = (calm.lower.value(1 - tail), calm.upper.value(1 - tail))
    }

    /// Takes by how much the truth passed a forecast, both on the KPI's scale.
    package mutating func append(error: Double, center: Double, table: ResidualTable) {
        let ends = Ends(table: table, center: center, tail: tail)
        var memory = self.memory ?? Memory(table: table, tail: tail)
        self.memory = nil
        memory.lower.append(Float(ends.lowerExcess(of: error)))
        memory.upper.append(Float(ends.upperExcess(of: error)))
        excess = (memory.lower.value(1 - tail), memory.upper.value(1 - tail))
        self.memory = memory
    }

    /// By how much the ends around a forecast are moved outwards, on the KPI's scale.
    package func widening(at center: Double, table: ResidualTable) -> (lower: Double, upper: Double) {
        let half = Ends(table: table, center: center, tail: tail).half
        // An end may come closer, but not so far that it crosses the middle.
        return (max(excess.lower * half, -0.5 * half), max(excess.upper * half, -0.5 * half))
    }

    private struct Ends {
        let low: Double
        let high: Double
        let half: Double

        init(table: ResidualTable, center: Double, tail: Double) {
            low = table.quantile(tail, at: center)
            high = table.quantile(1 - tail, at: center)
            half = max((high - low) / 2, 1e-6)
        }

        func lowerExcess(of error: Double) -> Double { min((low - error) / half, 1e3) }
        func upperExcess(of error: Double) -> Double { min((error - high) / half, 1e3) }
    }
}
