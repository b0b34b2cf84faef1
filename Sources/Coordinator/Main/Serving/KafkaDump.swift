import Foundation
import KafkaTransport
import SRO

/// What the topics of samples and KPIs held, one message a line, as `kafka-console-consumer` prints them.
///
/// Lines may come in any order; a line that is neither a sample nor a KPI of the slice is left out.
struct KafkaDump {
    /// The seconds in order.
    let seconds: [Replay.Second]

    /// Reads a file for one slice.
    ///
    /// - Throws: ``ValidationFailure`` when the file cannot be read.
    init(file: String, slice: Slice) throws {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: file), options: .mappedIfSafe)
        } catch {
            throw ValidationFailure(description: "\(file) cannot be read: \(error.localizedDescription)")
        }
        let source = slice.stream ?? StreamSource()
        var decoder = SampleDecoder()
        var names: [(name: String, role: StreamSource.Role?)] = []
        var generation = 0
        var values: [Int64: [String: Double]] = [:]
        var kpis: [Int64: Double] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            Array(line).withUnsafeBufferPointer { message in
                if let measurement = LiveMeasurement(message) {
                    guard measurement.measurement == source.kpiMeasurement else { return }
                    kpis[measurement.second] = measurement.value
                    return
                }
                guard let sample = decoder.decode(message) else { return }
                if decoder.generation != generation {
                    generation = decoder.generation
                    names = []
                }
                for (metric, labels) in decoder.takeNewSeries() {
                    let series = LiveSeries(metric: metric, labels: labels)
                    names.append((series.name, source.role(of: series)))
                }
                let second = Int64((Double(sample.milliseconds) / 1000).rounded(.down))
                switch names[sample.series].role {
                case .input: values[second, default: [:]][names[sample.series].name] = sample.value
                case .kpi: kpis[second] = sample.value
                case nil: break
                }
            }
        }
        seconds = Set(values.keys).union(kpis.keys).sorted().map { second in
            Replay.Second(
                second: second,
                values: (values[second] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                kpi: kpis[second] ?? .nan
            )
        }
    }
}
