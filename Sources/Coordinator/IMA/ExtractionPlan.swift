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

    /// How entries become groups; a plan of another layout is none.
    private(set) var layout = 3
    var server: String
    var request: ExtractionRequest
    var entries: [Entry]
    /// How many series are left out because their names are any text.
    var foreignCount: Int

    init(server: String, request: ExtractionRequest, listing: SeriesListing, kinds: [String: MetricKind]) {
        self.server = server
        self.request = request
        foreignCount = listing.foreignCount
        entries = Set(listing.series).map { ($0.description, $0) }.sorted { $0.0 < $1.0 }
            .map { Entry(series: $0.1, isCounter: Self.isCounter($0.1.name.text, kinds: kinds)) }
    }

    /// The groups, as ranges of ``entries``: whole metrics where they fit, so that the server sends little that is not wanted.
    var groups: [Range<Int>] {
        let size = max(1, min(Self.groupSeries, Self.groupCells / request.rowCount))
        var groups: [Range<Int>] = []
        var (start, metric) = (0, 0)
        for place in entries.indices {
            if place > 0, entries[place].series.name != entries[place - 1].series.name { metric = place }
            guard place - start == size else { continue }
            let end = metric > start ? metric : place
            groups.append(start..<end)
            start = end
        }
        return entries.isEmpty ? [] : groups + [start..<entries.count]
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
