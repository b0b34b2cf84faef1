/// The sums behind the two errors, sample by sample.
struct ErrorSums: Sendable, Hashable {
    private var absolute = 0.0
    private var size = 0.0
    private var relative = 0.0
    private var relativeCount = 0.0
    private(set) var count = 0

    mutating func add(forecast: Double, truth: Double) {
        let error = abs(forecast - truth)
        absolute += error
        size += abs(truth)
        count += 1
        // The error as a share of nothing is not defined.
        if truth != 0 {
            relative += error / abs(truth)
            relativeCount += 1
        }
    }

    /// The sum of absolute errors over the sum of the KPI; infinite when the KPI is always zero and the forecast is not.
    var nmae: Double { size > 0 ? absolute / size : absolute > 0 ? .infinity : 0 }

    /// The mean of the errors as a share of the KPI, in percent.
    var mape: Double { relativeCount > 0 ? 100 * relative / relativeCount : 0 }

    /// The mean absolute error, in the KPI's unit.
    var mae: Double { count > 0 ? absolute / Double(count) : 0 }

    /// The error that `objective` looks at.
    func error(for objective: Objective) -> Double {
        switch objective {
        case .nmae: nmae
        case .mape: mape
        }
    }
}
