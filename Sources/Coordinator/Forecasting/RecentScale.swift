/// How large errors have lately been beside what is usual: what an interval is to be widened or narrowed by.
///
/// Errors come in runs, and the truth of a long lead comes late: the size of the newest known errors is the first sign of a
/// change. What is usual counts for as many errors as ``weight`` says, so that a few small errors narrow nothing much.
/// Residuals are taken as shares of this scale (Lei, G'Sell, Rinaldo, Tibshirani and Wasserman, "Distribution-free predictive
/// inference for regression", 2018, section 5.2).
struct RecentScale: Sendable, Hashable {
    /// For how many errors the usual size counts.
    static let weight = 100.0
    /// The least number of errors that are remembered, roughly.
    static let shortestMemory = 60.0

    private let memory: Double
    /// The usual size of an error, on the KPI's scale.
    var usual: Double
    /// Sizes of recent errors and their number, the older the less.
    var sum = 0.0
    var count = 0.0

    init(horizonSeconds: Int, usual: Double) {
        memory = max(Self.shortestMemory, Double(horizonSeconds + 1))
        self.usual = max(usual, 1e-9)
    }

    mutating func append(_ error: Double) {
        guard error.isFinite else { return }
        sum += abs(error) - sum / memory
        count += 1 - count / memory
    }

    /// Recent errors as a multiple of usual ones; one before any is known.
    var ratio: Double { (Self.weight + sum / usual) / (Self.weight + count) }
}
