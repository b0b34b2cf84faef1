import FeatureSelection
import TestSupport
import Testing

@Suite struct MinimumRedundancyTests {
    @Test(arguments: 0..<5 as Range<UInt64>)
    func picksAsTheFormulaSays(seed: UInt64) {
        let recording = Recording(seed: seed, rows: 700)
        let matrix = recording.matrix.selecting(Array(15..<45))
        let columns = Array(matrix.names.indices)
        let relevance = columns.map { FTest(matrix.columns[$0], against: recording.kpi).statistic }
        let picked = MinimumRedundancy.pick(8, of: columns, relevance: relevance, in: matrix)

        var expected: [Int] = []
        while expected.count < 8 {
            let scores = columns.map { column in
                let overlap = expected.map {
                    abs(FTest(matrix.columns[column], against: matrix.columns[$0]).correlation)
                }
                let mean = overlap.isEmpty ? 1 : overlap.reduce(0, +) / Double(overlap.count)
                return expected.contains(column) ? -1 : relevance[column] / max(0.001, mean)
            }
            expected.append(columns.max { scores[$0] < scores[$1] } ?? 0)
        }
        #expect(picked.map(\.index) == expected)
    }

    @Test func takesASecondCauseBeforeACopyOfTheFirst() {
        var random = SplitMix64(seed: 3)
        let first = (0..<500).map { _ in random.normal() }
        let second = (0..<500).map { _ in random.normal() }
        let target = zip(first, second).map { $0 + 0.7 * $1 }
        let copy = first.map { $0 + 0.05 * random.normal() }
        let matrix = SeriesMatrix(names: ["first", "copy", "second"], columns: [first, copy, second])
        let relevance = matrix.columns.map { FTest($0, against: target).statistic }
        let picked = MinimumRedundancy.pick(3, of: [0, 1, 2], relevance: relevance, in: matrix)
        #expect(picked[1].index == 2)
    }
}
