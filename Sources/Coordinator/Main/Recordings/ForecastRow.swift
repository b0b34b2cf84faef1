import Forecasting
import Foundation

/// A forecast as `coordinator forecast` and `coordinator explain` print it.
struct ForecastRow: Encodable {
    struct Part: Encodable {
        let input: String
        let adds: Double
    }

    let second: Int64
    let horizon: Int
    let targetSecond: Int64
    let value: Double
    let lower: Double
    let upper: Double
    let violationProbability: Double?
    let family: String
    let isDegraded: Bool
    let freshShare: Double
    let base: Double
    let contributions: [Part]

    init(_ forecast: Forecast) {
        second = forecast.second
        horizon = forecast.horizonSeconds
        targetSecond = forecast.targetSecond
        value = forecast.value
        lower = forecast.lower
        upper = forecast.upper
        violationProbability = forecast.violationProbability
        family = forecast.family.rawValue
        isDegraded = forecast.isDegraded
        freshShare = forecast.freshShare
        base = forecast.baseValue
        contributions = forecast.contributions.map { Part(input: $0.name, adds: $0.value) }
    }

    func jsonLine() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    static let csvHeader = "second,horizon,target_second,value,lower,upper,violation_probability,family,is_degraded"

    var csv: String {
        let probability = violationProbability.map { "\($0)" } ?? ""
        return "\(second),\(horizon),\(targetSecond),\(value),\(lower),\(upper),\(probability),\(family),\(isDegraded)"
    }

    static func table(_ rows: [ForecastRow]) -> String {
        guard let first = rows.first else { return "" }
        var table = TextTable(header: ["horizon", "for (UTC)", "forecast", "lower", "upper", "violation", "family", ""])
        for row in rows {
            table.append([
                "\(row.horizon) s", time(row.targetSecond), number(row.value), number(row.lower), number(row.upper),
                row.violationProbability.map { String(format: "%.1f %%", 100 * $0) } ?? "-", row.family,
                row.isDegraded ? "degraded" : "",
            ])
        }
        return "after the row of \(time(first.second))\n\n\(table.text)"
    }

    static func time(_ second: Int64) -> String {
        Date(timeIntervalSince1970: Double(second)).formatted(.iso8601)
    }

    static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
