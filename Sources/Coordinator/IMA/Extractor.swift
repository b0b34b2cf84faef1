import MetricModel
public import PrometheusAPI

/// Extracts series from Prometheus into files, group by group, in memory that a group bounds.
public struct Extractor: Sendable {
    /// By which of Prometheus's interfaces samples are read.
    public enum Method: String, Sendable, CaseIterable {
        /// Remote read where the server has it, else range queries.
        case automatic = "auto"
        /// Stored chunks, which are small and cost the server little.
        case remoteRead = "remote-read"
        /// Range queries in pieces below the server's limit of points.
        case rangeQuery = "query-range"
    }

    /// Is told how many groups of how many are finished.
    public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    /// Points that a range query may have for a series are limited to 11,000 in the server.
    static let longestQuery = 10_800
    /// A year at one row a second.
    public static let rowLimit = 366 * 86_400
    /// More series than this are a mistake in the selector.
    public static let seriesLimit = 200_000
    /// So many at once: while some are read, the server prepares the others.
    ///
    /// It lets ten remote reads and twenty queries run at a time unless told otherwise, and others want some of them.
    static let concurrency = 4

    private let client: PrometheusClient
    private let method: Method
    private let patience: Duration

    /// Sets whom to ask, and how.
    ///
    /// - Parameter patience: So much work may be lost when the program is killed: what takes less never goes to files.
    public init(client: PrometheusClient, method: Method = .automatic, patience: Duration = .seconds(2)) {
        self.client = client
        self.method = method
        self.patience = patience
    }

    /// Extracts what is asked for, or what is left of it.
    ///
    /// - Parameters:
    ///   - request: Which series, which span.
    ///   - folder: Keeps the work so far; the same request to the same server goes on where it was stopped.
    ///   - progress: Is told after each group.
    /// - Throws: ``ExtractionError``, ``PrometheusError``, ``RemoteReadUnavailable`` when remote read was demanded;
    ///   `CancellationError`.
    public func extract(
        _ request: ExtractionRequest,
        folder: String,
        progress: @escaping Progress = { _, _ in }
    ) async throws -> Extraction {
        guard request.rowCount <= Self.rowLimit else {
            throw ExtractionError.tooLong(rows: request.rowCount, limit: Self.rowLimit)
        }
        let folder = WorkFolder(path: folder)
        let plan: ExtractionPlan
        if let begun = folder.plan, begun.request == request, begun.server == client.url {
            plan = begun
        } else {
            plan = try await self.plan(request)
            try folder.begin()
        }
        let groups = plan.groups
        let open = groups.indices.filter {
            !folder.hasGroup($0, cellCount: groups[$0].count * request.rowCount)
        }
        let rest = WorkList(open, done: groups.count - open.count)
        let shelf = CellShelf(folder, plan, patience: patience)
        progress(groups.count - open.count, groups.count)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<min(Self.concurrency, open.count) {
                tasks.addTask {
                    var cells = CellGroup(request)
                    while let group = rest.next() {
                        try Task.checkCancellation()
                        try await self.read(plan.entries[groups[group]].map(\.series), request, into: &cells)
                        try shelf.put(cells.finish(), as: group)
                        progress(rest.finish(), groups.count)
                    }
                }
            }
            while try await tasks.next() != nil {}
        }
        return try Extraction(plan, folder: folder, kept: shelf.kept)
    }

    private func plan(_ request: ExtractionRequest) async throws -> ExtractionPlan {
        async let kinds = client.metricKinds()
        let listing = try await client.series(
            matching: request.selectors.map(\.selector),
            seconds: request.seconds
        )
        guard !listing.series.isEmpty else {
            throw ExtractionError.nothingFound(server: client.url, seconds: request.seconds)
        }
        guard listing.series.count <= Self.seriesLimit else {
            throw ExtractionError.tooManySeries(found: listing.series.count, limit: Self.seriesLimit)
        }
        return ExtractionPlan(server: client.url, request: request, listing: listing, kinds: try await kinds)
    }

    /// Fills `cells` with the samples of some series.
    private func read(
        _ series: [PrometheusSeries],
        _ request: ExtractionRequest,
        into cells: inout CellGroup
    ) async throws {
        let matchers = Self.matchers(for: series)
        if method != .rangeQuery {
            do {
                cells.begin(with: series, isAligned: false)
                return try await client.read(matchers, milliseconds: request.milliseconds, into: &cells)
            } catch let error as RemoteReadUnavailable {
                if method == .remoteRead { throw error }
            }
        }
        cells.begin(with: series, isAligned: true)
        // A plain selector would look back five minutes and fill every gap.
        let query = "last_over_time(\(matchers.selector)[\(request.toleranceMilliseconds - 1)ms])"
        for row in stride(from: 0, to: request.rowCount, by: Self.longestQuery) {
            try Task.checkCancellation()
            let last = min(row + Self.longestQuery, request.rowCount) - 1
            try await client.queryRange(
                query,
                seconds: request.second(of: row)...request.second(of: last),
                step: request.step,
                into: &cells
            )
        }
    }

    /// Matchers for these series and as few others as possible; what else comes is passed over.
    static func matchers(for series: [PrometheusSeries]) -> [LabelMatcher] {
        var values: [String: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for pair in series.lazy.flatMap(\.pairs) {
            values[pair.name, default: []].insert(pair.value)
            counts[pair.name, default: 0] += 1
        }
        // A series without the label has the empty value, which a regular expression may match, too.
        for (label, count) in counts where count < series.count { values[label]?.insert("") }
        return values.sorted { $0.key < $1.key }.compactMap { label, values in
            label == "__name__" || values.count <= ExtractionPlan.groupSeries
                ? LabelMatcher(label, oneOf: values.sorted()) : nil
        }
    }
}
