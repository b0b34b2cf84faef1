import Forecasting
import Foundation
import Recordings

/// What `coordinator backtest` prints.
struct BacktestSummary: Encodable {
    struct Errors: Encodable {
        let mape: Double
        let nmae: Double
        let mae: Double

        init(_ errors: HorizonOutcome.Errors) {
            (mape, nmae, mae) = (errors.mape, errors.nmae, errors.mae)
        }
    }

    struct Horizon: Encodable {
        let horizon: Int
        let samples: Int
        let mape: Double?
        let nmae: Double?
        let mae: Double?
        let coverage: Double?
        let intervalWidth: Double?
        let trainCpuSeconds: Double
        let predictUsPerRow: Double
        let champions: [String]
        let brierScore: Double?
        let baselines: [String: Errors]
    }

    let kpi: String
    let objective: String
    let rows: Int
    let folds: Int
    /// The row, counted from 0, behind which nothing was known to the first forecast that was judged.
    let firstForecastRow: Int
    /// Whether windows of the first forecasts hold rows that training saw.
    let windowsReachBack: Bool
    let inputs: [String]
    let bound: Double?
    let cpuSeconds: Double
    let horizons: [Horizon]

    init(
        _ result: BacktestResult,
        recording: Recording,
        kpi: String,
        settings: TrainingSettings,
        folds: [Backtest.Fold],
        bound: Double?,
        processorSeconds: Double
    ) {
        self.kpi = kpi
        self.folds = folds.count
        firstForecastRow = folds.first?.firstForecastRow ?? 0
        windowsReachBack = folds.contains(where: \.windowsReachBack)
        self.bound = bound
        objective = settings.objective.rawValue
        rows = recording.seconds.count
        inputs = result.models.last?.inputNames ?? []
        cpuSeconds = processorSeconds
        horizons = result.outcomes.enumerated().map { index, outcome in
            let errors = outcome.samples > 0 ? outcome.errors : nil
            return Horizon(
                horizon: outcome.horizonSeconds,
                samples: outcome.samples,
                mape: errors?.mape,
                nmae: errors?.nmae,
                mae: errors?.mae,
                coverage: outcome.coverage,
                intervalWidth: outcome.intervalWidth,
                trainCpuSeconds: outcome.trainingSeconds,
                predictUsPerRow: outcome.forecastMicrosecondsPerRow,
                champions: result.models.map { $0.scores[index].champion.rawValue },
                brierScore: bound.flatMap { Reliability(of: outcome, bound: $0)?.brierScore },
                baselines: Dictionary(
                    uniqueKeysWithValues: outcome.baselines.map { ($0.family.rawValue, Errors($0.errors)) }
                )
            )
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    var table: String {
        var table = TextTable(header: [
            "horizon", "samples", "MAPE %", "NMAE", "last value", "running median", "coverage", "width", "train CPU s",
            "us a row", "champion",
        ])
        for horizon in horizons {
            func baseline(_ family: ForecastFamily) -> String {
                horizon.baselines[family.rawValue].map { "\(number($0.mape, 1)) / \(number($0.nmae, 3))" } ?? "-"
            }
            table.append([
                "\(horizon.horizon) s", "\(horizon.samples)", number(horizon.mape, 2), number(horizon.nmae, 4),
                baseline(.lastValue), baseline(.runningMedian), number(horizon.coverage, 3),
                number(horizon.intervalWidth, 1), number(horizon.trainCpuSeconds, 2),
                number(horizon.predictUsPerRow, 1), Set(horizon.champions).sorted().joined(separator: ", "),
            ])
        }
        return """
            \(kpi), \(rows) rows, \(inputs.count) inputs, objective \(objective), \(way), \(number(cpuSeconds, 1)) CPU s

            \(table.text)
            """
    }

    /// How the rows were split, in words.
    var way: String {
        guard folds == 1 else { return "\(folds) origins" }
        let windows = windowsReachBack ? "windows reach back into training rows" : "no window holds a training row"
        return "one split, judged from row \(firstForecastRow) on, \(windows)"
    }

    private func number(_ value: Double?, _ digits: Int) -> String {
        value.map { String(format: "%.\(digits)f", $0) } ?? "-"
    }
}
