import FeatureSelection
import Foundation

// Reads a matrix that peers.py wrote (row count, column count, then the columns, the target, the series' noise and the
// target's noise, as doubles) and prints, as JSON, what each selector found and what it took.

struct Measurement: Encodable {
    let cpuSeconds: Double
    let wallSeconds: Double
    let values: [Double]
}

func cpuSeconds() -> Double {
    var usage = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &usage)
    return Double(usage.tv_sec) + Double(usage.tv_nsec) / 1e9
}

func measured(_ work: () throws -> [Double]) rethrows -> Measurement {
    let start = (cpu: cpuSeconds(), wall: ContinuousClock.now)
    let values = try work()
    let wall = ContinuousClock.now - start.wall
    return Measurement(cpuSeconds: cpuSeconds() - start.cpu, wallSeconds: wall / .seconds(1), values: values)
}

func doubles(in file: FileHandle, _ count: Int) throws -> [Double] {
    let data = try file.read(upToCount: count * 8) ?? Data()
    return data.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
}

guard let path = CommandLine.arguments.dropFirst().first, let file = FileHandle(forReadingAtPath: path) else {
    FileHandle.standardError.write(Data("usage: selection-benchmark FILE\n".utf8))
    exit(64)
}
let size = try doubles(in: file, 2)
let (rows, columnCount) = (Int(size[0]), Int(size[1]))
let columns = try (0..<columnCount).map { _ in try doubles(in: file, rows) }
let target = try doubles(in: file, rows)
let noise = (values: try doubles(in: file, rows), target: try doubles(in: file, rows))
let matrix = SeriesMatrix(names: (0..<columnCount).map { "series_\($0)" }, columns: columns)
let seconds = (0..<rows).map(Int64.init)
let all = Array(0..<columnCount)

func select(_ method: SelectionMethod, _ count: Int) throws -> [Double] {
    try FeatureSelector(SelectionSettings(count: count, method: method))
        .select(from: matrix, seconds: seconds, target: target, rows: 0..<rows).chosen.map { Double($0.column) }
}

var results: [String: Measurement] = [:]
results["f"] = measured { FTest.all(of: all, in: matrix, against: target).map(\.statistic) }
results["mi"] = measured { MutualInformation().scores(of: all, in: matrix, against: target) }
results["mi_same_noise"] = measured {
    all.prefix(200).map { MutualInformation().score(of: columns[$0], against: target, noise: noise) }
}
results["mrmr"] = try measured { try select(.minimumRedundancy, 50) }
results["default"] = try measured { try select(.forward, 15) }
print(String(decoding: try JSONEncoder().encode(results), as: UTF8.self))
