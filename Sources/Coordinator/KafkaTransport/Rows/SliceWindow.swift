/// The rows of one slice that are not given out yet.
struct SliceWindow: Sendable {
    enum Outcome {
        case new
        case repeated
        case late
    }

    private struct Row {
        let second: Int64
        var values: [Double]
        var isPresent: [Bool]
        var presentCount = 0
    }

    private let slice: Int
    private let width: Int
    /// By second; a few.
    private var open: [Row] = []
    private var done: [SliceRow] = []
    private var lastGivenOut = Int64.min

    init(slice: Int, width: Int) {
        self.slice = slice
        self.width = width
    }

    mutating func put(_ value: Double, _ column: Int, second: Int64, patience: Int64) -> Outcome {
        guard second > lastGivenOut else { return .late }
        var position = open.count
        while position > 0, open[position - 1].second > second { position -= 1 }
        if position > 0, open[position - 1].second == second {
            position -= 1
        } else {
            let row = Row(
                second: second,
                values: Array(repeating: .nan, count: width),
                isPresent: Array(repeating: false, count: width)
            )
            open.insert(row, at: position)
        }
        let isRepeated = open[position].isPresent[column]
        open[position].values[column] = value
        if !isRepeated {
            open[position].isPresent[column] = true
            open[position].presentCount += 1
        }
        if open[position].presentCount == width || open[open.count - 1].second - open[0].second > patience {
            closeWhatIsDone(patience)
        }
        return isRepeated ? .repeated : .new
    }

    /// Closes every row before `second`, complete or not.
    mutating func close(before second: Int64) {
        while let first = open.first, first.second < second { closeFirst() }
    }

    mutating func takeRows(into rows: inout [SliceRow]) {
        rows.append(contentsOf: done)
        done.removeAll(keepingCapacity: true)
    }

    private mutating func closeWhatIsDone(_ patience: Int64) {
        while let first = open.first {
            let isComplete = first.presentCount == width
            let isOld = open[open.count - 1].second - first.second > patience
            guard isComplete || isOld else { return }
            closeFirst()
        }
    }

    private mutating func closeFirst() {
        let row = open.removeFirst()
        lastGivenOut = row.second
        done.append(SliceRow(slice: slice, second: row.second, values: row.values, presentCount: row.presentCount))
    }
}
