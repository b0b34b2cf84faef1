import ArgumentParser
import FeatureSelection
import Foundation
import Recordings

/// `coordinator rank`: the series of a recording by their variance.
struct RankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Rank the series of a recording by their variance.",
        discussion: """
            The relative deviation divides by the mean, so that bytes and shares can be compared.

              coordinator rank --x x.csv --by relative --k 20
            """
    )

    /// By what to rank.
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case variance
        case relative
    }

    @Option(help: "The file of the series: timestamp,SERIES…")
    var x: String
    @Option(help: "The name of the time stamps' column.")
    var timestamp = "timestamp"
    @Option(help: "By what: variance, or relative (the deviation over the mean).")
    var by = Order.variance
    @Option(help: "How many to show.")
    var k = 50

    func validate() throws {
        guard k >= 1 else { throw ValidationError("--k \(k): show at least one series") }
    }

    func run() throws {
        var reader = try RecordingReader(file: x, timestampColumn: timestamp)
        var spreads = Array(repeating: Spread(), count: reader.names.count)
        var values: [Double] = []
        while try reader.next(into: &values) != nil {
            for (place, value) in values.enumerated() { spreads[place].append(value) }
        }
        let ranked = zip(reader.names, spreads).sorted { one, other in
            let (left, right) =
                by == .variance ? (one.1.variance, other.1.variance) : (one.1.relative, other.1.relative)
            return left != right ? left > right : one.0 < other.0
        }
        var table = TextTable(header: ["series", "values", "mean", "variance", "relative"])
        for (name, spread) in ranked.prefix(k) {
            table.append([
                name, "\(spread.count)", String(format: "%.6g", spread.mean), "\(spread.variance)",
                "\(spread.relative)",
            ])
        }
        print(table.text)
    }
}
