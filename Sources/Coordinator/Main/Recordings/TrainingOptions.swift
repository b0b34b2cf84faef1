public import ArgumentParser
import FeatureSelection
public import Forecasting
import Recordings

/// The words that say what a model is to be good at.
struct TrainingOptions: ParsableArguments {
    @Option(help: "How many seconds ahead to forecast, one or several.")
    var horizon = Horizons(seconds: [1, 10, 30, 60, 120])
    @Option(help: "What to be good at: nmae or mape.")
    var objective = Objective.nmae
    @Option(help: "How many seconds of the past the features may see.")
    var window = 240
    @Option(help: "The most inputs; of more series, the best are chosen within the training rows.")
    var k = 15
    @Option(help: "The share of true values that the interval is to hold.")
    var level = 0.9
    @Flag(inversion: .prefixedNo, help: "Whether the KPI's own past is an input.")
    var past = true

    func validate() throws {
        guard k >= 1 else { throw ValidationError("--k \(k): a model needs at least one input") }
        guard window >= 10 else { throw ValidationError("--window \(window): the window has at least 10 seconds") }
        guard level > 0, level < 1 else { throw ValidationError("--level \(level): a share lies between 0 and 1") }
        guard horizon.seconds.allSatisfy({ $0 >= 1 }), Set(horizon.seconds).count == horizon.seconds.count else {
            throw ValidationError("--horizon: each horizon has at least one second and comes once")
        }
    }

    var settings: TrainingSettings {
        TrainingSettings(
            horizons: horizon.seconds.map(Int.init),
            windowSeconds: window,
            objective: objective,
            intervalLevel: level,
            usesPastOfTarget: past
        )
    }

    /// The recording as a model sees it: its inputs chosen by looking at the training rows only, counters as rates.
    func table(of recording: Recording, kpi: String, trainingRows: Range<Int>) throws -> TrainingTable {
        let series = SeriesMatrix(names: recording.names, columns: recording.columns)
        var kinds = series.kinds(in: trainingRows)
        var inputs = series
        if series.columnCount > k {
            let settings = SelectionSettings(count: k, horizonSeconds: horizon.middle)
            let selection = try FeatureSelector(settings).select(
                from: series,
                seconds: recording.seconds,
                target: recording.target,
                rows: trainingRows
            )
            // A series without evidence that holds forward in time only adds noise.
            let chosen = selection.chosen.filter(\.isSupported)
            inputs = series.selecting(chosen.map(\.column))
            kinds = chosen.map(\.kind)
        }
        return try TrainingTable(
            seconds: recording.seconds,
            inputNames: inputs.names,
            inputs: inputs.rates(of: kinds, seconds: recording.seconds).columns,
            inputKinds: kinds,
            target: recording.target,
            targetName: kpi
        )
    }
}

extension Objective: ExpressibleByArgument {}
