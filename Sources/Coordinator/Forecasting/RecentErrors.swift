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

    private let tail: Double
    /// How far the last truths lay from the middle of their intervals, in half widths: below -1 the lower end was passed,
    /// above 1 the upper one, so that one number says both.
    ///
    /// Most forecasters never meet a truth: those of flavors that are not in force.
    private var places: RecentQuantile?
    /// By how much the ends are moved, as shares of the half width.
    private var excess: (lower: Double, upper: Double)
    /// Places between these move neither end: the next places after those that say how far the ends are moved.
    private var calm: (low: Float, high: Float)

    /// Starts without having met a truth.
    package init(table: ResidualTable, level: Double) {
        tail = (1 - level) / 2
        (excess, calm) = Self.ends(of: Self.calmPlaces(table: table, tail: tail), tail: tail)
    }

    /// Takes by how much the truth passed a forecast, both on the KPI's scale.
    package mutating func append(error: Double, center: Double, table: ResidualTable) {
        if places == nil { places = Self.calmPlaces(table: table, tail: tail) }
        let place = Float(Interval(table: table, center: center, tail: tail).place(of: error))
        guard let oldest = places?.append(place), let places else { return }
        // Nine of ten come and go in between, and nothing has to be looked for.
        if min(oldest, place) > calm.low, max(oldest, place) < calm.high { return }
        (excess, calm) = Self.ends(of: places, tail: tail)
    }

    /// By how much the ends around a forecast are moved outwards, on the KPI's scale.
    package func widening(at center: Double, table: ResidualTable) -> (lower: Double, upper: Double) {
        let half = Interval(table: table, center: center, tail: tail).half
        // An end may come closer, but not so far that it crosses the middle.
        return (max(excess.lower * half, -0.5 * half), max(excess.upper * half, -0.5 * half))
    }

    /// By how much the ends were passed at their own level, and which places do not matter to that.
    private static func ends(
        of places: RecentQuantile,
        tail: Double
    ) -> (excess: (lower: Double, upper: Double), calm: (low: Float, high: Float)) {
        let (low, high) = (places.neighbours(tail), places.neighbours(1 - tail))
        return ((-low.value - 1, high.value - 1), (low.above, high.below))
    }

    /// As if the table had been right about as many truths as are remembered.
    private static func calmPlaces(table: ResidualTable, tail: Double) -> RecentQuantile {
        let interval = Interval(table: table, center: table.middle, tail: tail)
        // In an order that lets each part of the distribution leave evenly.
        return RecentQuantile(
            (0..<capacity).map { index in
                let probability = (Double(index * 77 % capacity) + 0.5) / Double(capacity)
                return Float(interval.place(of: table.quantile(probability, at: table.middle)))
            }
        )
    }

    /// The table's own interval of errors around a forecast.
    private struct Interval {
        /// An end that is passed by more half widths than these is passed by so many.
        static let farthest = 1_001.0

        let middle: Double
        let half: Double

        init(table: ResidualTable, center: Double, tail: Double) {
            let (low, high) = (table.quantile(tail, at: center), table.quantile(1 - tail, at: center))
            middle = (low + high) / 2
            half = max((high - low) / 2, 1e-6)
        }

        /// Where an error lies: 0 in the middle, -1 and 1 at the ends.
        func place(of error: Double) -> Double {
            min(max((error - middle) / half, -Self.farthest), Self.farthest)
        }
    }
}
