/// Makes long lines short enough to draw without changing what is seen.
enum Thinning {
    /// One drawn stretch of a line: points in order, without a gap.
    typealias Run = [(x: Double, y: Double)]

    /// Cuts points at gaps, and keeps the lowest and the highest of those that share a column of pixels.
    ///
    /// They stay in their order, so peaks of a single point survive. A point that is not finite ends a stretch, and so does a step in `x` wider than `gap`.
    ///
    /// - Parameters:
    ///   - points: Pixels, in the order of `x`.
    ///   - gap: The widest step that is still joined by a line, in pixels.
    static func runs(_ points: some Sequence<(x: Double, y: Double)>, gap: Double = .infinity) -> [Run] {
        var runs: [Run] = []
        var run: Run = []
        var column: Run = []
        var previous: Double?
        func endColumn() {
            run += thinned(column)
            column.removeAll(keepingCapacity: true)
        }
        func endRun() {
            endColumn()
            if !run.isEmpty {
                runs.append(run)
            }
            run = []
        }
        for point in points {
            guard point.x.isFinite, point.y.isFinite else {
                endRun()
                previous = nil
                continue
            }
            if let previous, point.x - previous > gap {
                endRun()
            }
            if let first = column.first, first.x.rounded(.down) != point.x.rounded(.down) {
                endColumn()
            }
            column.append(point)
            previous = point.x
        }
        endRun()
        return runs
    }

    private static func thinned(_ column: Run) -> Run {
        guard column.count > 2 else {
            return column
        }
        var lowest = 0
        var highest = 0
        for index in column.indices {
            lowest = column[index].y < column[lowest].y ? index : lowest
            highest = column[index].y > column[highest].y ? index : highest
        }
        return Set([lowest, highest]).sorted().map { column[$0] }
    }
}
