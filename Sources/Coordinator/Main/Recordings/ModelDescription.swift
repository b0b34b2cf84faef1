import FeatureSelection
import Forecasting
import Foundation

/// What `coordinator train` and `coordinator models` print about a model.
struct ModelDescription: Encodable {
    struct Candidate: Encodable {
        let family: String
        let nmae: Double
        let mape: Double
    }

    struct Horizon: Encodable {
        let horizon: Int
        let champion: String
        let beatsBaselines: Bool
        let samples: Int
        let candidates: [Candidate]
    }

    struct Input: Encodable {
        let name: String
        let kind: String
    }

    let file: String
    let bytes: Int
    let kpi: String
    let objective: String
    let windowSeconds: Int
    let intervalLevel: Double
    let usesPastOfKpi: Bool
    let trainingRows: Int
    let firstSecond: Int64
    let lastSecond: Int64
    let dataSha256: String
    let trainCpuSeconds: Double?
    let inputs: [Input]
    let horizons: [Horizon]

    init(_ model: ForecastModel, file: String, byteCount: Int, trainingSeconds: Double? = nil) {
        self.file = file
        bytes = byteCount
        kpi = model.targetName
        objective = model.settings.objective.rawValue
        windowSeconds = model.settings.windowSeconds
        intervalLevel = model.settings.intervalLevel
        usesPastOfKpi = model.settings.usesPastOfTarget
        trainingRows = model.trainingRowCount
        firstSecond = model.trainingSpan.lowerBound
        lastSecond = model.trainingSpan.upperBound
        dataSha256 = model.dataSHA256
        trainCpuSeconds = trainingSeconds
        inputs = zip(model.inputNames, model.inputKinds).map { Input(name: $0, kind: $1.rawValue) }
        horizons = model.scores.map { score in
            Horizon(
                horizon: score.horizonSeconds,
                champion: score.champion.rawValue,
                beatsBaselines: score.beatsBaselines,
                samples: score.samples,
                candidates: score.candidates.map { Candidate(family: $0.family.rawValue, nmae: $0.nmae, mape: $0.mape) }
            )
        }
    }

    func json() throws -> String { try Self.json(self) }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    var text: String {
        var table = TextTable(header: ["horizon", "serves", "held-out samples", "MAPE % / NMAE of each family"])
        for horizon in horizons {
            let errors = horizon.candidates.map { candidate in
                guard horizon.samples > 0 else { return "\(candidate.family) -" }
                return String(format: "\(candidate.family) %.1f / %.3f", candidate.mape, candidate.nmae)
            }
            table.append([
                "\(horizon.horizon) s", horizon.champion, "\(horizon.samples)", errors.joined(separator: ", "),
            ])
        }
        let times = [firstSecond, lastSecond].map { Date(timeIntervalSince1970: Double($0)).formatted(.iso8601) }
        let cost = trainCpuSeconds.map { String(format: ", trained in %.1f CPU s", $0) } ?? ""
        return """
            \(file): \(kpi), objective \(objective), \(inputs.count) inputs, \(bytes) bytes\(cost)
            \(trainingRows) rows from \(times[0]) to \(times[1]), SHA-256 \(dataSha256.prefix(16))…

            \(table.text)
            """
    }
}
