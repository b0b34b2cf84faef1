import FeatureSelection
import Testing

@Suite struct FTestTests {
    @Test(arguments: [
        "linear", "level", "square", "noise", "ties", "mostly_zero", "heavy_tail", "clock", "constant",
    ])
    func agreesWithScikitLearn(name: String) throws {
        let series = try Fixture("series.csv")
        let scores = try Fixture("scores.csv")
        let test = FTest(try series.column(name), against: try series.column("kpi"))
        let statistic = try scores.value("f", where: name)
        let probability = try scores.value("p", where: name)
        // scikit-learn subtracts squares of the mean: on a high level its own digits end early.
        let tolerance = ["level", "clock"].contains(name) ? 1e-5 : 1e-9
        #expect(abs(test.statistic - statistic) <= tolerance * max(1, statistic))
        #expect(abs(test.pValue - probability) <= 100 * tolerance * probability + 1e-300)
    }

    @Test func agreesWithSciPyOnTheIncompleteBetaFunction() throws {
        let points = try Fixture("incomplete_beta.csv")
        let (x, a, b) = (try points.column("x"), try points.column("a"), try points.column("b"))
        for (row, value) in try points.column("value").enumerated() {
            let ours = regularizedIncompleteBeta(x[row], a[row], b[row])
            #expect(abs(ours - value) <= 1e-9 * value + 1e-300, "I_\(x[row])(\(a[row]), \(b[row]))")
        }
    }

    @Test func leavesOutRowsWhereEitherSideIsMissing() throws {
        let series = try Fixture("series.csv")
        var values = try series.column("linear")
        var target = try series.column("kpi")
        let whole = FTest(Array(values[2...]), against: Array(target[2...]))
        (values[0], target[1]) = (.nan, .nan)
        let holed = FTest(values, against: target)
        #expect(holed.count == whole.count)
        #expect(abs(holed.statistic - whole.statistic) <= 1e-12 * whole.statistic)
    }

    @Test func givesAPerfectFitTheGreatestStatistic() {
        let test = FTest([1, 2, 3, 4], against: [2, 4, 6, 8])
        #expect(test.statistic == .greatestFiniteMagnitude)
        #expect(test.pValue == 0)
        #expect(test.correlation == 1)
    }

    @Test(arguments: [[], [1], [1, 2], [.nan, .nan, .nan]] as [[Double]])
    func findsNothingInTooFewRows(values: [Double]) {
        let test = FTest(values, against: values)
        #expect(test.statistic == 0)
        #expect(test.pValue == 1)
    }
}
