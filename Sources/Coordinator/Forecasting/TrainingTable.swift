public import FeatureSelection

/// Rows of inputs and of the KPI at whole UTC seconds, column by column.
public struct TrainingTable: Sendable {
    /// When each row was measured, strictly rising; a missing second is simply not there.
    public let seconds: [Int64]
    /// What each column of ``inputs`` is called.
    public let inputNames: [String]
    /// Column-major: one array for each name, as long as ``seconds``; `.nan` marks a missing value.
    public let inputs: [[Double]]
    /// How each input was read from its series: a counter is given as its rate.
    public let inputKinds: [SeriesKind]
    /// The KPI at each second; `.nan` marks a missing value.
    public let target: [Double]
    /// What the KPI is called.
    public let targetName: String

    /// Checks the shape of a table; without `inputKinds` every input is a gauge.
    ///
    /// - Throws: ``ForecastingError/malformedTable(_:)`` when the lengths differ, a name comes twice, or the seconds do
    ///   not rise.
    public init(
        seconds: [Int64],
        inputNames: [String],
        inputs: [[Double]],
        inputKinds: [SeriesKind]? = nil,
        target: [Double],
        targetName: String = "KPI"
    ) throws(ForecastingError) {
        guard target.count == seconds.count else {
            throw .malformedTable("\(seconds.count) seconds but \(target.count) values of the KPI")
        }
        guard inputs.count == inputNames.count else {
            throw .malformedTable("\(inputNames.count) names but \(inputs.count) columns")
        }
        for (name, column) in zip(inputNames, inputs) where column.count != seconds.count {
            throw .malformedTable("\(seconds.count) seconds but \(column.count) values of \(name)")
        }
        guard inputKinds.map({ $0.count == inputNames.count }) ?? true else {
            throw .malformedTable("\(inputNames.count) names but \(inputKinds?.count ?? 0) kinds")
        }
        guard Set(inputNames).count == inputNames.count else {
            throw .malformedTable("an input's name comes twice")
        }
        for row in seconds.indices.dropFirst() where seconds[row] <= seconds[row - 1] {
            throw .malformedTable("second \(seconds[row]) follows second \(seconds[row - 1])")
        }
        self.seconds = seconds
        self.inputNames = inputNames
        self.inputs = inputs
        self.inputKinds = inputKinds ?? inputNames.map { _ in .gauge }
        self.target = target
        self.targetName = targetName
    }

    /// How many rows there are.
    public var rowCount: Int { seconds.count }

    /// The rows at these positions, such as those before a split.
    ///
    /// - Precondition: The range lies inside the rows.
    public func rows(_ range: Range<Int>) -> TrainingTable {
        TrainingTable(self, rows: range)
    }

    private init(_ whole: TrainingTable, rows range: Range<Int>) {
        seconds = Array(whole.seconds[range])
        inputNames = whole.inputNames
        inputKinds = whole.inputKinds
        inputs = whole.inputs.map { Array($0[range]) }
        target = Array(whole.target[range])
        targetName = whole.targetName
    }
}
