import FeatureSelection
import Foundation
import Recordings

/// What `coordinator select` prints.
struct SelectionReport: Encodable {
    struct Series: Encodable {
        let name: String
        let kind: String
        let score: Double?
        let forwardScore: Double
        let stability: Double?
        let isSupported: Bool
    }

    struct LeftOut: Encodable {
        let clocks: Int
        let constant: Int
        let sparse: Int
        let copies: Int
    }

    let kpi: String
    let method: String
    let horizon: Int64
    let rows: Int
    let trainingRows: Int
    let columns: Int
    let leftOut: LeftOut
    let chosen: [Series]

    init(_ selection: Selection, of recording: Recording, by command: SelectCommand) {
        kpi = command.files.kpi
        method = command.method.rawValue
        horizon = command.horizon.middle
        rows = recording.seconds.count
        trainingRows = Int(command.split * Double(rows))
        columns = recording.names.count
        leftOut = LeftOut(
            clocks: selection.verdicts.count { $0 == .clock },
            constant: selection.verdicts.count { $0 == .constant },
            sparse: selection.verdicts.count { $0 == .sparse },
            copies: selection.verdicts.count { if case .duplicate = $0 { true } else { false } }
        )
        chosen = selection.chosen.map {
            Series(
                name: $0.name,
                kind: $0.kind.rawValue,
                score: $0.score,
                forwardScore: $0.forwardScore,
                stability: $0.stability,
                isSupported: $0.isSupported
            )
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    var table: String {
        var table = TextTable(header: ["series", "read as", "score", "forward", "stability"])
        for series in chosen {
            table.append([
                series.name + (series.isSupported ? "" : " (no evidence that holds forward in time)"),
                series.kind == SeriesKind.counter.rawValue ? "rate" : "value",
                series.score.map(short) ?? "-",
                short(series.forwardScore),
                series.stability.map { "\(Int(($0 * 100).rounded())) %" } ?? "-",
            ])
        }
        return """
            \(chosen.count) of \(columns) series for \(kpi), \(horizon) s ahead, by \(method), from the first \(trainingRows) of \
            \(rows) rows

            \(table.text)
            left out: \(leftOut.clocks) clocks, \(leftOut.constant) constant, \(leftOut.sparse) with too few values, \(leftOut.copies) copies

            """
    }

    private func short(_ value: Double) -> String {
        abs(value) >= 100 ? String(format: "%.0f", value) : String(format: "%.3f", value)
    }
}
