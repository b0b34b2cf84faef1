/// The target in rising order, made once for all series.
struct OrderedTarget {
    /// The rows that have a target, by rising target.
    let rows: [Int32]
    /// The target at each of ``rows``.
    let values: [Double]

    init(_ target: [Double]) {
        rows = target.indices.filter { !target[$0].isNaN }.map(Int32.init)
            .sorted { (target[Int($0)], $0) < (target[Int($1)], $1) }
        values = rows.map { target[Int($0)] }
    }
}
