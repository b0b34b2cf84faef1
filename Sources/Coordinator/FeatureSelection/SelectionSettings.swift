/// What is to be selected, and how.
public struct SelectionSettings: Sendable, Equatable {
    /// How many series are wanted, 1 or more.
    public var count: Int
    /// How far ahead the forecasts will look, seconds.
    public var horizonSeconds: Int64
    /// By what series are ranked.
    public var method: SelectionMethod
    /// Series are judged as they are and as means over these spans, seconds; the best counts.
    public var viewSeconds: [Int64]
    /// Into how many blocks of time the rows are cut to judge what holds forward, 3 or more.
    public var blockCount: Int
    /// How often the choice is repeated without two tenths of the rows, to see how stable it is; 0 to 10.
    public var resampleCount: Int
    /// What is removed before anything is ranked.
    public var screening = Screening()

    /// Starts from the defaults: 15 series for forecasts 30 s ahead.
    ///
    /// - Precondition: `count >= 1`, `horizonSeconds >= 0`, `blockCount >= 3` and `0...10` resamples.
    public init(
        count: Int = 15,
        horizonSeconds: Int64 = 30,
        method: SelectionMethod = .forward,
        viewSeconds: [Int64] = [1, 10, 30],
        blockCount: Int = 8,
        resampleCount: Int = 0
    ) {
        precondition(count >= 1, "\(count) series wanted")
        precondition(horizonSeconds >= 0, "a horizon of \(horizonSeconds) s")
        precondition(blockCount >= 3, "\(blockCount) blocks")
        precondition((0...10).contains(resampleCount), "\(resampleCount) resamples")
        self.count = count
        self.horizonSeconds = horizonSeconds
        self.method = method
        self.viewSeconds = viewSeconds
        self.blockCount = blockCount
        self.resampleCount = resampleCount
    }

    /// The leads at which series are judged: the KPI's next value, which a true cause explains best, and the horizon.
    var leadSeconds: [Int64] { horizonSeconds == 0 ? [1] : [1, horizonSeconds + 1] }

    /// As many bins as there are half blocks, so that a clock never returns to a bin.
    var binCount: Int { min(2 * blockCount, 128) }
}
