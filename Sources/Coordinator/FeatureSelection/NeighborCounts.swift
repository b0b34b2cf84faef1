/// Points in the plane of a series and the target, and how many lie how near to each other.
///
/// The plane is cut into strips that hold equally many points each, ordered by the target; in each strip the points are
/// ordered by the series. The points are then visited in the order of the series, while a cursor in every strip moves
/// along: the neighbours of a point are next to the cursors of its own strip and of those around it. This takes O(n log n)
/// for the sort and about O(n) for the search, where a tree would chase pointers.
struct NeighborCounts {
    private let neighbors: Int
    /// By rising series: the value, and the place in the order of the target.
    private let xs: [Double]
    private let places: [Int32]
    /// By rising target.
    private let ys: [Double]

    init(_ values: [Double], _ target: OrderedTarget, neighbors: Int) {
        self.neighbors = neighbors
        var ys: [Double] = []
        var points: [Point] = []
        ys.reserveCapacity(target.rows.count)
        points.reserveCapacity(target.rows.count)
        for (row, y) in zip(target.rows, target.values) {
            let x = values[Int(row)]
            guard !x.isNaN else { continue }
            points.append(Point(x: x, place: Int32(ys.count)))
            ys.append(y)
        }
        points.sort { $0.x < $1.x || ($0.x == $1.x && $0.place < $1.place) }
        self.ys = ys
        xs = points.map(\.x)
        places = points.map(\.place)
    }

    /// The mutual information in nats, at least 0: equation 8 of Kraskov et al.
    func information(_ digamma: DigammaTable) -> Double {
        let count = xs.count
        guard count > neighbors else { return 0 }
        var strips = Strips(xs: xs, places: places, ys: ys)
        var nearest = NearestDistances(count: neighbors)
        var sum = 0.0
        for index in 0..<count {
            let place = Int(places[index])
            strips.findNearest(x: xs[index], place: place, into: &nearest)
            // The neighbour at the distance itself does not count.
            let radius = nearest.farthest > 0 ? nearest.farthest.nextDown : 0
            sum += digamma[countWithin(radius, of: index, in: xs)] + digamma[countWithin(radius, of: place, in: ys)]
        }
        return max(0, digamma[count] + digamma[neighbors] - sum / Double(count))
    }
}

private struct Point {
    let x: Double
    let place: Int32
}

/// How many of the rising values lie within the radius of the one at the index, itself included.
private func countWithin(_ radius: Double, of index: Int, in values: [Double]) -> Int {
    let value = values[index]
    // Gallop, then halve: the borders are near.
    var step = 1
    var inside = index
    while inside + step < values.count, values[inside + step] - value <= radius {
        inside += step
        step *= 2
    }
    while step > 0 {
        if inside + step < values.count, values[inside + step] - value <= radius { inside += step }
        step /= 2
    }
    let last = inside
    step = 1
    inside = index
    while inside - step >= 0, value - values[inside - step] <= radius {
        inside -= step
        step *= 2
    }
    while step > 0 {
        if inside - step >= 0, value - values[inside - step] <= radius { inside -= step }
        step /= 2
    }
    return last - inside + 1
}
