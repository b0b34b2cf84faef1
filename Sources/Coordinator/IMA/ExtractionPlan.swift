import Foundation
import MetricModel
import PrometheusAPI

/// Which series an extraction consists of, in groups that are asked for together.
struct ExtractionPlan: Codable, Equatable {
    /// One series.
    struct Entry: Codable, Equatable {
        var series: PrometheusSeries
        /// Whether Prometheus's metadata, or else the name, says that it only ever grows.
        var isCounter: Bool
    }

    /// A group has at most this many cells, which bounds the memory that it takes: 16 MB.
    static let groupCells = 2 << 20
    /// A group has at most this many series.
    static let groupSeries = 64

    var server: String
    var request: ExtractionRequest
    var entries: [Entry]

    init(server: String, request: ExtractionRequest, series: [PrometheusSeries], kinds: [String: MetricKind]) {
        self.server = server
        self.request = request
        entries = Set(series).map { ($0.description, $0) }.sorted { $0.0 < $1.0 }
            .map { Entry(series: $0.1, isCounter: Self.isCounter($0.1.name.text, kinds: kinds)) }
    }

    /// The groups, as ranges of ``entries``.
    var groups: [Range<Int>] {
        let size = max(1, min(Self.groupSeries, Self.groupCells / request.rowCount))
        return stride(from: 0, to: entries.count, by: size).map { $0..<min($0 + size, entries.count) }
    }

    /// Metadata of OpenMetrics names the family, without what its samples' names end in.
    static func isCounter(_ name: String, kinds: [String: MetricKind]) -> Bool {
        if let kind = kinds[name] { return kind == .counter }
        for suffix in ["_total", "_bucket", "_count", "_sum"] where name.hasSuffix(suffix) {
            switch kinds[String(name.dropLast(suffix.count))] {
            case .counter, .histogram, .summary: return true
            case nil: continue
            default: return false
            }
        }
        return name.hasSuffix("_total")
    }
}
