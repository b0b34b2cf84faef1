import Foundation
import PrometheusAPI
import Recordings

/// Where the files of an order lie, under MLO-V2's names.
struct SelectionFiles {
    private let folder: String
    private let stamp: Int64

    init(_ order: SelectionOrder, in root: String) {
        folder = "\(root)/slice\(order.slice)/flavor\(order.flavor)"
        stamp = order.stamp
    }

    var kpi: String { "\(folder)/YFile\(stamp).csv" }
    var work: String { "\(folder)/extraction\(stamp)" }
    var series: String { "\(folder)/XFileAggregated\(stamp).csv" }
    var selected: String { "\(folder)/XSelected\(stamp).csv" }
    var translator: String { "\(folder)/metricsSelectedTranslator\(stamp).csv" }

    var hasKPIFile: Bool { FileManager.default.fileExists(atPath: kpi) }

    /// Keeps a KPI file; its first column holds the time stamps, unless another is called so.
    func keep(kpiFile bytes: [UInt8]) throws(SelectionRefusal) {
        let lineEnd = bytes.firstIndex { $0 == 10 || $0 == 13 } ?? bytes.endIndex
        let header = String(decoding: bytes[..<lineEnd], as: UTF8.self)
        var names = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if !names.contains("timestamp") { names[0] = "timestamp" }
        let text = Array(names.joined(separator: ",").utf8) + bytes[lineEnd...]
        try write(text, to: kpi)
    }

    func write(_ bytes: [UInt8], to file: String) throws(SelectionRefusal) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw .refused(file: file, reason: error.localizedDescription)
        }
    }

    func remove(_ file: String) {
        // What cannot be removed only takes room.
        try? FileManager.default.removeItem(atPath: file)
    }
}
