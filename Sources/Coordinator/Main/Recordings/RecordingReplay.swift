import FeatureSelection
import Forecasting
import Recordings

/// A recording given to a model row by row, as a live slice would have seen it.
struct RecordingReplay {
    /// The recording lacks what the model needs.
    struct Failure: Error, CustomStringConvertible {
        let missing: [String]

        var description: String {
            "the recording lacks \(missing.count) of the model's inputs, among them \(missing.prefix(3).joined(separator: ", "))"
        }
    }

    let recording: Recording
    private(set) var row = -1
    private var forecaster: LiveForecaster
    private var rates: [CounterRate]
    private let columns: [Int]
    private let kinds: [SeriesKind]
    private var inputs: [Double]

    /// Prepares the first row.
    ///
    /// - Throws: ``Failure`` when a series of the model is not in the recording.
    init(model: ForecastModel, recording: Recording) throws(Failure) {
        let places = Dictionary(uniqueKeysWithValues: zip(recording.names, recording.names.indices))
        let missing = model.inputNames.filter { places[$0] == nil }
        guard missing.isEmpty else { throw Failure(missing: missing) }
        self.recording = recording
        columns = model.inputNames.compactMap { places[$0] }
        kinds = model.inputKinds
        rates = kinds.map { _ in CounterRate() }
        inputs = kinds.map { _ in .nan }
        forecaster = LiveForecaster(model)
    }

    /// Gives the next row to the model; `false` after the last one.
    mutating func next() -> Bool {
        guard row + 1 < recording.seconds.count else { return false }
        row += 1
        let second = recording.seconds[row]
        for (input, column) in columns.enumerated() {
            let value = recording.columns[column][row]
            inputs[input] = kinds[input] == .counter ? rates[input].append(value, at: second) : value
        }
        forecaster.append(second: second, inputs: inputs, target: recording.target[row])
        return true
    }

    /// The forecasts from the current row.
    mutating func forecasts(bound: Double?, explaining: Bool) -> [Forecast] {
        forecaster.forecast(bound: bound, explaining: explaining)
    }
}
