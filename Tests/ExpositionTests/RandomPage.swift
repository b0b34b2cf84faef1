import MetricModel
import TestSupport

/// Families with hard text and hard numbers.
enum RandomPage {
    static func families(using random: inout SplitMix64) -> [MetricFamily] {
        (0..<Int.random(in: 0...6, using: &random)).compactMap { position in
            let kind = MetricKind.allCases.randomElement(using: &random) ?? .gauge
            let nameSuffix =
                switch kind {
                case .counter: "_total"
                case .info: "_info"
                default: ""
                }
            guard let name = MetricName(validating: "family_\(position)\(nameSuffix)") else { return nil }
            let samples = (0..<Int.random(in: 0...5, using: &random)).map { _ in sample(of: kind, using: &random) }
            return MetricFamily(name, help: text(isHelp: true, using: &random), kind: kind, samples: samples)
        }
    }

    private static func sample(of kind: MetricKind, using random: inout SplitMix64) -> Sample {
        let suffixes: [SampleSuffix] =
            switch kind {
            case .histogram: [.bucket, .sum, .count]
            case .gaugeHistogram: [.bucket, .gaugeSum, .gaugeCount]
            case .summary: [.none, .sum, .count]
            default: [.none]
            }
        let names: [LabelName] = ["a", "le", "path", "_", "Z9"]
        let labels = names.filter { _ in Bool.random(using: &random) }.shuffled(using: &random).map { name in
            Label(name, text(using: &random))
        }
        let values = [
            0, 1, -1, 0.1, 1e300, 5.5e-7, .nan, .infinity, -.infinity, Double(random.next() >> 12), 123456.789,
        ]
        return Sample(
            suffix: suffixes.randomElement(using: &random) ?? .none,
            labels: Labels(validating: labels) ?? Labels(),
            value: values.randomElement(using: &random) ?? 0,
            timestampMilliseconds: Bool.random(using: &random) ? nil : Int64(random.next() >> 22) - 1_000
        )
    }

    /// A help text has no carriage return: at the end of a line that counts as part of the line's end.
    private static func text(isHelp: Bool = false, using random: inout SplitMix64) -> String {
        let parts = [
            "a", "é", "\\", "\"", "\n", "n", " ", "{", "}", ",", "=", "#", "\u{0}", isHelp ? "h" : "\r", "日", "\t",
            "x y",
        ]
        let text = (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in parts.randomElement(using: &random) }
        return text.joined()
    }
}
