import FeatureSelection
import Glibc
import TestSupport
import Testing

@Suite struct ScreeningTests {
    @Test func tellsWhyASeriesIsLeftOut() {
        var random = SplitMix64(seed: 1)
        let noise = (0..<1000).map { _ in random.normal() }
        let other = (0..<1000).map { _ in random.normal() }
        let cases: [(column: [Double], verdict: ScreeningVerdict)] = [
            (noise, .kept),
            (other, .kept),
            (noise.map { 1e9 - 4 * $0 }, .duplicate(of: 0)),
            (zip(noise, other).map { $0 + 0.001 * $1 }, .duplicate(of: 0)),
            (zip(noise, other).map { $0 + 0.1 * $1 }, .kept),
            (noise.map { _ in 3 }, .constant),
            (noise.indices.map { $0 < 500 ? 3 : 4 }, .constant),
            (noise.indices.map { $0 < 501 ? .nan : noise[$0] }, .sparse),
            (noise.indices.map { $0 % 3 == 0 ? .nan : other[$0] }, .duplicate(of: 1)),
            (noise.map { _ in .nan }, .sparse),
        ]
        let matrix = SeriesMatrix(names: cases.indices.map { "series\($0)" }, columns: cases.map(\.column))
        #expect(Screening().verdicts(on: matrix) == cases.map(\.verdict))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func findsEveryCopyThatComparingAllPairsFinds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rows = 200 + Int(random.next() % 400)
        let columns = (0..<12).map { _ in (0..<rows).map { _ in exp(random.normal()) } }
        let near = (0..<12).map { index in
            let weight = 0.2 * random.uniform()
            return columns[index].map { -$0 + weight * random.normal() }
        }
        let matrix = SeriesMatrix(names: (0..<24).map { "\($0)" }, columns: columns + near)
        let verdicts = Screening().verdicts(on: matrix)
        for index in 0..<12 {
            let correlation = FTest(columns[index], against: near[index]).correlation
            #expect(verdicts[12 + index] == (abs(correlation) > 0.999 ? .duplicate(of: index) : .kept))
        }
    }
}
