/// Strips of points with near targets, each ordered by the series.
struct Strips {
    /// Points in a strip: half of them lie about as far apart in the series as the strip is high in the target.
    private let size: Int
    /// By strip, then by rising series.
    private var xs: [Double]
    private var ys: [Double]
    /// In each strip, the first point that has not been visited.
    private var cursors: [Int]
    /// All targets, rising.
    private let targets: [Double]

    init(xs ordered: [Double], places: [Int32], ys targets: [Double]) {
        let count = targets.count
        size = max(4, Int(Double(count).squareRoot()))
        let stripCount = (count + size - 1) / size
        let starts = (0..<stripCount).map { [size] in $0 * size }
        xs = [Double](repeating: 0, count: count)
        ys = xs
        self.targets = targets
        cursors = starts
        for (x, place) in zip(ordered, places) {
            let strip = Int(place) / size
            xs[cursors[strip]] = x
            ys[cursors[strip]] = targets[Int(place)]
            cursors[strip] += 1
        }
        cursors = starts
    }

    /// Finds the nearest neighbours of the next point in the order of the series.
    mutating func findNearest(x: Double, place: Int, into nearest: inout NearestDistances) {
        nearest.removeAll()
        let y = targets[place]
        let own = place / size
        search(own, x: x, y: y, skipping: 1, into: &nearest)
        var above = own + 1
        while above < cursors.count, targets[above * size] - y < nearest.farthest {
            search(above, x: x, y: y, skipping: 0, into: &nearest)
            above += 1
        }
        var below = own - 1
        while below >= 0, y - targets[below * size + size - 1] < nearest.farthest {
            search(below, x: x, y: y, skipping: 0, into: &nearest)
            below -= 1
        }
        cursors[own] += 1
    }

    private func search(_ strip: Int, x: Double, y: Double, skipping: Int, into nearest: inout NearestDistances) {
        let cursor = cursors[strip]
        let end = min(strip * size + size, xs.count)
        var right = cursor + skipping
        while right < end {
            let distance = xs[right] - x
            guard distance < nearest.farthest else { break }
            nearest.insert(max(distance, abs(ys[right] - y)))
            right += 1
        }
        var left = cursor - 1
        while left >= strip * size {
            let distance = x - xs[left]
            guard distance < nearest.farthest else { break }
            nearest.insert(max(distance, abs(ys[left] - y)))
            left -= 1
        }
    }
}

/// The few smallest of many distances.
struct NearestDistances {
    private var distances: [Double]

    init(count: Int) {
        distances = [Double](repeating: .infinity, count: count)
    }

    /// The greatest of the few; infinite until there are enough.
    var farthest: Double { distances[distances.count - 1] }

    mutating func removeAll() {
        for index in distances.indices { distances[index] = .infinity }
    }

    mutating func insert(_ distance: Double) {
        guard distance < farthest else { return }
        var index = distances.count - 1
        while index > 0, distances[index - 1] > distance {
            distances[index] = distances[index - 1]
            index -= 1
        }
        distances[index] = distance
    }
}
