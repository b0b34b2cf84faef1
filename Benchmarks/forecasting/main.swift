import BoostedTrees
import FeatureSelection
import Forecasting
import Foundation
import Recordings

// Trains on the first 70 % of a recording and measures, in CPU microseconds, what a forecast costs: of trees alone for many
// rows, and of a live row with features, interval, probability and all horizons; then whether a million rows cost memory.

func cpuSeconds() -> Double {
    var usage = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &usage)
    return Double(usage.tv_sec) + Double(usage.tv_nsec) / 1e9
}

func residentBytes() -> Double {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Double(fields[1]) ?? .nan) * 4_096 : .nan
}

struct Result: Encodable {
    var trainAllHorizonsSeconds: Double
    var batchMicrosecondsPerRow: Double
    var liveMicrosecondsPerRow: Double
    var explainedMicrosecondsPerRow: Double
    var residentBytesAfter100000: Double
    var residentBytesAfter1000000: Double
    var artifactBytes: Int
}

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    FileHandle.standardError.write(Data("usage: forecasting-benchmark X Y KPI\n".utf8))
    exit(64)
}
let recording = try Recording(x: arguments[1], y: arguments[2], kpi: arguments[3])
let width = min(15, recording.names.count)
let table = try TrainingTable(
    seconds: recording.seconds,
    inputNames: Array(recording.names.prefix(width)),
    inputs: Array(recording.columns.prefix(width)),
    target: recording.target
)
var start = cpuSeconds()
let model = try ForecastModel.train(on: table.rows(0..<table.rowCount * 7 / 10))
let training = cpuSeconds() - start

// Trees as a model has them, on features as a model has them.
let features = model.trainingFeatures(of: table)
let columnCount = features.count / table.rowCount
let matrix = try FeatureMatrix(features, columnCount: columnCount)
try matrix.setLabels(table.target.map { Float($0.isFinite ? $0 : 0) })
let trees = try Booster(growingOn: matrix, settings: BoostingSettings(rounds: 100, maximumDepth: 3)).flatTrees()
_ = trees.predict(rows: features, columnCount: columnCount)
start = cpuSeconds()
var sink: Float = 0
for _ in 0..<10 { sink += trees.predict(rows: features, columnCount: columnCount).last ?? 0 }
let batch = (cpuSeconds() - start) / Double(10 * table.rowCount) * 1e6

@MainActor
func live(rows count: Int, explaining: Bool, memoryAt mark: Int = .max) -> (seconds: Double, bytes: Double) {
    var forecaster = LiveForecaster(model)
    var row = [Double](repeating: 0, count: width)
    var bytes = 0.0
    let start = cpuSeconds()
    for index in 0..<count {
        let source = index % table.rowCount
        for input in 0..<width { row[input] = table.inputs[input][source] }
        forecaster.append(second: table.seconds[0] + Int64(index), inputs: row, target: table.target[source])
        sink += Float(forecaster.forecast(bound: 180, explaining: explaining).last?.value ?? 0)
        if index + 1 == mark { bytes = residentBytes() }
    }
    return (cpuSeconds() - start, bytes)
}

_ = live(rows: 2_000, explaining: true)
let explained = live(rows: 10_000, explaining: true).seconds / 10_000 * 1e6
let long = live(rows: 1_000_000, explaining: false, memoryAt: 100_000)
let result = Result(
    trainAllHorizonsSeconds: training,
    batchMicrosecondsPerRow: batch,
    liveMicrosecondsPerRow: long.seconds,
    explainedMicrosecondsPerRow: explained,
    residentBytesAfter100000: long.bytes,
    residentBytesAfter1000000: residentBytes(),
    artifactBytes: model.encoded().count
)
FileHandle.standardError.write(Data(sink.isNaN ? "nan\n".utf8 : "".utf8))
print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
