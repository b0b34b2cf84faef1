/// The statistics of a view that two passes over its samples give together.
public struct WindowSummary: Sendable, Equatable {
    /// How many samples there are; at least one.
    public let count: Int
    /// The oldest value.
    public let first: Double
    /// The newest value.
    public let last: Double
    /// The smallest value.
    public let minimum: Double
    /// The greatest value.
    public let maximum: Double
    /// The arithmetic mean.
    public let mean: Double
    /// The standard deviation of the samples as a whole population: divided by their number, 0 for a single one.
    public let standardDeviation: Double
    /// The slope of the least-squares line in units per second; `nil` for a single sample.
    public let slope: Double?
}

extension WindowView {
    /// Count, first, last, extremes, mean, deviation and slope, together; `nil` when there is no sample.
    ///
    /// - Complexity: O(n), without allocation.
    public var summary: WindowSummary? {
        isEmpty ? nil : withSamples(WindowSummary.init)
    }
}

extension WindowSummary {
    /// Reads the samples twice: means and extremes, then deviation and slope about the values' mean.
    ///
    /// Differences from the first sample are summed rather than the values: a large counter keeps its small digits, and
    /// equal values have exactly their own mean and no deviation.
    init(_ samples: WindowSamples) {
        let count = samples.count
        let whole = count & ~3
        let (firstTime, first) = (samples.times[0], samples.values[0])

        var lowest = WindowSamples.Lanes(repeating: first)
        var highest = lowest
        var valueLanes = WindowSamples.Lanes.zero
        var timeLanes = WindowSamples.Lanes.zero
        var timeSquareLanes = WindowSamples.Lanes.zero
        for position in stride(from: 0, to: whole, by: 4) {
            let values = samples.lanes(samples.values, at: position)
            let times = samples.lanes(samples.times, at: position) - firstTime
            lowest.replace(with: values, where: values .< lowest)
            highest.replace(with: values, where: values .> highest)
            valueLanes += values - first
            timeLanes += times
            timeSquareLanes += times * times
        }
        var minimum = lowest[0]
        var maximum = highest[0]
        for lane in 1..<4 {
            if lowest[lane] < minimum { minimum = lowest[lane] }
            if highest[lane] > maximum { maximum = highest[lane] }
        }
        var valueSum = valueLanes.total
        var timeSum = timeLanes.total
        var timeSquares = timeSquareLanes.total
        for position in whole..<count {
            let value = samples.values[position]
            let time = samples.times[position] - firstTime
            if value < minimum { minimum = value }
            if value > maximum { maximum = value }
            valueSum += value - first
            timeSum += time
            timeSquares += time * time
        }
        let meanOffset = valueSum / Double(count)

        var squareLanes = WindowSamples.Lanes.zero
        var productLanes = WindowSamples.Lanes.zero
        for position in stride(from: 0, to: whole, by: 4) {
            let values = samples.lanes(samples.values, at: position) - first - meanOffset
            squareLanes += values * values
            productLanes += (samples.lanes(samples.times, at: position) - firstTime) * values
        }
        var squares = squareLanes.total
        var products = productLanes.total
        for position in whole..<count {
            let value = samples.values[position] - first - meanOffset
            squares += value * value
            products += (samples.times[position] - firstTime) * value
        }
        // Whole milliseconds: these sums are exact, so that their difference loses nothing.
        let spread = timeSquares - timeSum * timeSum / Double(count)

        self.count = count
        self.first = first
        self.last = samples.values[count - 1]
        self.minimum = minimum
        self.maximum = maximum
        self.mean = first + meanOffset
        self.standardDeviation = (squares / Double(count)).squareRoot()
        self.slope = count > 1 ? products / spread * 1_000 : nil
    }
}
