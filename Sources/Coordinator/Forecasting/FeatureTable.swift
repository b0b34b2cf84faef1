/// The features and baselines of every row of a training table: one pass of the same code that serves.
struct FeatureTable {
    let layout: FeatureLayout
    /// Row-major, one row for each row of the training table.
    var features: [Float]
    /// What each baseline says after each row, on the KPI's scale; `.nan` before it can say anything.
    var lastTarget: [Double]
    var runningMedian: [Double]
    /// Rows before this one have too little past to learn from.
    var firstUsableRow: Int

    init(_ table: TrainingTable, state: FeatureState) {
        var state = state
        let rowCount = table.rowCount
        layout = state.layout
        let width = layout.count
        features = Array(repeating: .nan, count: rowCount * width)
        lastTarget = Array(repeating: .nan, count: rowCount)
        runningMedian = lastTarget
        // A whole window where there are many rows; less where there are few.
        let wanted = min(layout.windowSeconds, rowCount / 8)
        firstUsableRow = rowCount
        var row = [Double](repeating: 0, count: layout.inputCount)
        var scratch = FeatureScratch(windowSeconds: layout.windowSeconds)
        for index in 0..<rowCount {
            for input in row.indices { row[input] = table.inputs[input][index] }
            _ = state.append(second: table.seconds[index], inputs: row, target: table.target[index])
            features.withUnsafeMutableBufferPointer { features in
                let place = UnsafeMutableBufferPointer(rebasing: features[index * width..<(index + 1) * width])
                state.write(to: place, of: layout, using: &scratch)
            }
            lastTarget[index] = state.lastTarget ?? .nan
            runningMedian[index] = state.runningMedian(using: &scratch) ?? .nan
            if firstUsableRow == rowCount, index + 1 >= wanted, state.lastTarget != nil { firstUsableRow = index }
        }
    }

    /// The KPI's mean over the shortest span, on its scale; `.nan` when it is not known.
    func recentMean(at row: Int) -> Double { Double(features[row * layout.count + layout.recentMeanPosition]) }

    /// Lends the features of one row.
    func withFeatures<Result>(of row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        features.withUnsafeBufferPointer { features in
            body(UnsafeBufferPointer(rebasing: features[row * layout.count..<(row + 1) * layout.count]))
        }
    }

    /// The features of some rows, row-major.
    func features(of rows: [Int]) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows.count * layout.count)
        for row in rows { result += features[row * layout.count..<(row + 1) * layout.count] }
        return result
    }
}
