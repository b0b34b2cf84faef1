import Dispatch
import FeatureSelection
public import HTTPClient
public import Logging
import MetricModel
import PrometheusAPI
import Recordings
public import ServiceLifecycle

/// Does what the desk has taken, one order after the other: extracts, aligns, selects, and posts the choice.
public struct SelectionService: Service {
    /// The share of the rows that is selected by; the rest stays unseen for judging models.
    static let selectingShare = 0.7
    /// MLO-V2's forecasts look so far ahead.
    static let horizonSeconds: Int64 = 30

    private let desk: SelectionDesk
    private let extractor: Extractor
    private let instances: @Sendable (String) -> [String]
    private let client: HTTPClient
    private let logger: Logger
    private let thread = DispatchQueue(label: "selection", qos: .utility)

    /// Prepares the service.
    ///
    /// - Parameters:
    ///   - desk: Gives the orders.
    ///   - extractor: Reads from Prometheus.
    ///   - instances: The targets of a slice, `HOST:PORT`; none for all that Prometheus knows.
    ///   - client: Posts choices, to hosts that its policy allows.
    ///   - logger: Is told how orders end.
    public init(
        desk: SelectionDesk,
        extractor: Extractor,
        instances: @escaping @Sendable (String) -> [String],
        client: HTTPClient,
        logger: Logger
    ) {
        (self.desk, self.extractor, self.instances, self.client) = (desk, extractor, instances, client)
        self.logger = logger
    }

    /// Works until the graceful shutdown; what is not finished then is taken up after the next start.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await order in desk.open { await work(on: order) }
        }
    }

    private func work(on order: SelectionOrder) async {
        await desk.update(order) { $0.state = .running }
        let name: Logger.Metadata = ["slice": "\(order.slice)", "stamp": "\(order.stamp)"]
        do {
            let chosen = try await choose(order)
            await desk.update(order) { $0.chosen = chosen }
            try await post(order)
            await desk.update(order) { $0.state = .done }
            logger.notice("series are selected", metadata: name.merging(["count": "\(chosen.count)"]) { $1 })
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("a selection came to nothing", metadata: name.merging(["error": "\(error)"]) { $1 })
            await desk.update(order) { order in
                order.state = .failed
                order.error = "\(error)"
            }
        }
    }

    private func choose(_ order: SelectionOrder) async throws -> [PrometheusSeries] {
        let files = SelectionFiles(order, in: desk.folder)
        let span = try KPISpan(file: files.kpi)
        let request = ExtractionRequest(instances: instances(order.slice), seconds: span.seconds)
        let extraction = try await extractor.extract(request, folder: files.work)
        try extraction.writeWide(to: files.series, asRates: false, naming: .id)
        let series = Dictionary(
            extraction.columns.map { ($0.series.id.text, $0.series) },
            uniquingKeysWith: { first, _ in first }
        )
        let chosen = try await onThread { () throws -> [String] in
            try Self.select(order, files)
        }.compactMap { series[$0] }
        try files.write(Translator.text(chosen), to: files.translator)
        extraction.removeFiles()
        files.remove(files.series)
        return chosen
    }

    /// Chooses among the aligned rows and writes them down; gives the chosen ids.
    private static func select(_ order: SelectionOrder, _ files: SelectionFiles) throws -> [String] {
        let recording = try Recording(x: files.series, y: files.kpi, kpi: order.kpi)
        let selector = FeatureSelector(SelectionSettings(count: order.count, horizonSeconds: horizonSeconds))
        let rowCount = recording.seconds.count
        let selection = try selector.select(
            from: SeriesMatrix(names: recording.names, columns: recording.columns),
            seconds: recording.seconds,
            target: recording.target,
            rows: 0..<max(1, Int(selectingShare * Double(rowCount)))
        )
        let columns = selection.chosen.map(\.column)
        var writer = try RecordingWriter(file: files.selected, names: columns.map { recording.names[$0] })
        for row in 0..<rowCount {
            try writer.append(second: recording.seconds[row], columns.map { recording.columns[$0][row] })
        }
        return columns.map { recording.names[$0] }
    }

    private func post(_ order: SelectionOrder) async throws {
        let files = SelectionFiles(order, in: desk.folder)
        var form = MultipartBody()
        for (name, file) in [("x_selected", files.selected), ("timeserie_map", files.translator)] {
            try form.append(file: name, path: file, type: "text/csv")
        }
        let request = HTTPRequest(
            method: "POST",
            url: order.callback,
            headers: [("Content-Type", form.contentType)],
            upload: form.upload,
            timeout: .seconds(60)
        )
        let answer = try await client.send(request, retrying: RetryPolicy())
        guard answer.isSuccess else { throw CallbackRefused(url: order.callback, status: answer.status) }
    }

    /// Selecting computes for minutes; it does not hold up what others wait for.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            thread.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// Who asked for the choice does not take it.
private struct CallbackRefused: Error, CustomStringConvertible {
    var url: String
    var status: Int
    var description: String { "\(url) answered with status \(status)" }
}
