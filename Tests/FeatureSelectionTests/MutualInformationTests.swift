import FeatureSelection
import Glibc
import TestSupport
import Testing

@Suite struct MutualInformationTests {
    static let names = ["linear", "level", "square", "noise", "ties", "mostly_zero", "heavy_tail", "clock", "constant"]

    @Test(arguments: names, [1, 3, 10])
    func agreesWithScikitLearn(name: String, neighbors: Int) throws {
        let series = try Fixture("series.csv")
        let noise = try Fixture("noise.csv")
        let score = MutualInformation(neighbors: neighbors).score(
            of: try series.column(name),
            against: try series.column("kpi"),
            noise: (values: try noise.column(name), target: try noise.column("kpi"))
        )
        #expect(abs(score - (try Fixture("scores.csv").value("mi\(neighbors)", where: name))) < 1e-9)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func findsTheSameNeighborsAsASearchThroughAll(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = 5 + Int(random.next() % 300)
        let isTied = seed.isMultiple(of: 3)
        let values = (0..<count).map { _ in isTied ? (random.uniform() * 4).rounded() : random.normal() }
        let target = values.map {
            seed.isMultiple(of: 2) ? exp($0 + random.normal()) : (random.uniform() * 3).rounded()
        }
        let noise = (values: values.map { _ in random.normal() }, target: values.map { _ in random.normal() })
        let neighbors = 1 + Int(random.next() % 4)
        let quick = MutualInformation(neighbors: neighbors).score(of: values, against: target, noise: noise)
        let slow = plainInformation(values, target, noise, neighbors)
        #expect(abs(quick - slow) < 1e-9)
    }

    @Test func leavesOutMissingRows() throws {
        let series = try Fixture("series.csv")
        let noise = try Fixture("noise.csv")
        let values = try series.column("linear")
        let target = try series.column("kpi")
        let noises = (values: try noise.column("linear"), target: try noise.column("kpi"))
        let estimator = MutualInformation()
        let whole = estimator.score(of: values, against: target, noise: noises)
        let extended = estimator.score(
            of: values + [.nan, 3],
            against: target + [2, .nan],
            noise: (noises.values + [0, 0], noises.target + [0, 0])
        )
        #expect(abs(whole - extended) < 0.02)
    }

    @Test func dependsOnTheSeedAlone() {
        let recording = Recording(seed: 9, rows: 500)
        let columns = Array(recording.matrix.names.indices)
        let first = MutualInformation(seed: 7).scores(of: columns, in: recording.matrix, against: recording.kpi)
        let second = MutualInformation(seed: 7).scores(of: columns, in: recording.matrix, against: recording.kpi)
        #expect(first.map(\.bitPattern) == second.map(\.bitPattern))
        let tenth = MutualInformation(seed: 7).scores(of: [10], in: recording.matrix, against: recording.kpi)
        #expect(tenth == [first[10]], "a column's score does not depend on its company")
    }

    @Test(arguments: [0, 1, 3])
    func findsNothingInTooFewRows(rows: Int) {
        let values = (0..<rows).map(Double.init)
        let matrix = SeriesMatrix(names: ["a"], columns: [values])
        #expect(MutualInformation().scores(of: [0], in: matrix, against: values) == [0])
    }
}

/// The estimator as the paper writes it.
private func plainInformation(
    _ values: [Double],
    _ target: [Double],
    _ noise: (values: [Double], target: [Double]),
    _ neighbors: Int
) -> Double {
    func parted(_ values: [Double], _ noise: [Double]) -> [Double] {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        let scaled = values.map { $0 / (deviation > 0 ? deviation : 1) }
        let size = scaled.reduce(0) { $0 + abs($1) } / count
        return zip(scaled, noise).map { $0 + 1e-10 * max(1, size) * $1 }
    }
    func digamma(_ number: Int) -> Double { (1..<max(1, number)).reduce(-0.5772156649015329) { $0 + 1 / Double($1) } }
    let x = parted(values, noise.values)
    let y = parted(target, noise.target)
    guard x.count > neighbors else { return 0 }
    var sum = 0.0
    for point in x.indices {
        let distances = x.indices.filter { $0 != point }.map { max(abs(x[$0] - x[point]), abs(y[$0] - y[point])) }
            .sorted()
        let radius = distances[neighbors - 1]
        sum += digamma(x.count { abs($0 - x[point]) < radius }) + digamma(y.count { abs($0 - y[point]) < radius })
    }
    return max(0, digamma(x.count) + digamma(neighbors) - sum / Double(x.count))
}
