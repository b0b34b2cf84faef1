internal import Collectors
internal import Glibc
internal import ProcFS
internal import Sampling
internal import Serving
internal import Shaping

/// Answers requests.
final class Endpoints {
    private let options: Options
    private let round: CollectionRound
    private let agent = AgentReport()
    private let page = SamplePage()
    private var text = ExpositionText()
    /// The windows; `nil` when they are switched off.
    let sampler: WindowSampler?
    private var report: WindowReport
    private let log: Log
    private var failing: Set<String> = []
    private let shaper: ShaperClient?
    /// Until when the privileged process is not asked for its counters, because it did not answer.
    private var shaperSilence: Int64 = 0
    /// Whether, and when, the flags in the file were last read again.
    var reload = (isSuccessful: true, seconds: 0.0)
    /// What the server has counted, once there is a server.
    var counters = HTTPServer.Counters()

    /// Takes the flags.
    ///
    /// - Parameter former: Whose windows and history go on, where the new flags allow that.
    init(_ options: Options, continuing former: Endpoints? = nil) throws(CollectorSettingsError) {
        self.options = options
        log = Log(level: options.logLevel)
        let collectors = try makeCollectors(options.collectors)
        round = CollectionRound(collectors)
        report = WindowReport(options.sampling)
        shaper = options.shapingSocket.map { ShaperClient(socket: $0) }
        let filter = try FamilyFilter(include: options.windowInclude, exclude: options.windowExclude)
        let sampled = collectors.filter { options.sampledCollectors.contains("\($0.name)") }
        sampler =
            options.samples
            ? WindowSampler(CollectionRound(sampled), settings: options.sampling, continuing: former?.sampler) {
                filter.accepts($0)
            } : nil
    }

    /// An agent that answers is alive and ready: its flags are read before it listens.
    private static let health: Set = ["/healthz", "/readyz", "/-/healthy", "/-/ready"]

    /// Answers one request.
    func respond(to request: HTTPRequest, _ response: inout HTTPResponse) {
        switch (request.path, request.method) {
        case (options.telemetryPath, "GET"), (options.telemetryPath, "HEAD"):
            writeMetrics(request, &response)
        case ("/windows", "GET"), ("/windows", "HEAD"):
            writeWindows(request, &response)
        case ("/history", "GET"), ("/history", "HEAD"):
            writeHistory(request, &response)
        case (let path, "GET") where Endpoints.health.contains(path),
            (let path, "HEAD") where Endpoints.health.contains(path):
            response.answer(200, "ok")
        case ("/", "GET"), ("/", "HEAD"):
            writeIndex(&response)
        case _ where request.path.hasPrefix("/v1/shaping/"):
            shape(request, &response)
        case (options.telemetryPath, _), ("/windows", _), ("/history", _), ("/", _),
            (_, _) where Endpoints.health.contains(request.path):
            response.answer(405, "use GET")
            response.extraHeaders = "Allow: GET, HEAD\r\n"
        default:
            response.answer(404, "there is nothing here; / lists what there is")
        }
    }

    /// Hands a request to the privileged process, which checks it; this process could not.
    private func shape(_ request: HTTPRequest, _ response: inout HTTPResponse) {
        guard let shaper else {
            response.answer(404, "traffic is not shaped here; see --shaping.socket")
            return
        }
        let signed = SignedRequest(
            method: request.method,
            path: request.target,
            time: request.header("x-edge-time") ?? "",
            nonce: request.header("x-edge-nonce") ?? "",
            signature: request.header("x-edge-signature") ?? "",
            body: request.body
        )
        if let answer = shaper.exchange(signed) {
            response.answer(answer.status, answer.body)
        } else {
            response.answer(503, #"{"error":"the privileged process does not answer"}"#)
        }
        response.contentType = "application/json"
    }

    private func writeMetrics(_ request: HTTPRequest, _ response: inout HTTPResponse) {
        var selection = CollectionRound.Selection()
        selection.collectors = request.values("collect[]")
        selection.excludedCollectors = request.values("exclude[]")
        selection.families = request.values("name[]")
        if !selection.collectors.isEmpty, !selection.excludedCollectors.isEmpty {
            response.answer(400, "collect[] and exclude[] exclude each other")
            return
        }
        let known = round.collectors.map { "\($0.name)" }
        if let unknown = selection.collectors.first(where: { !known.contains($0) }) {
            response.answer(400, "collect[]: there is no collector `\(unknown)`, or it is switched off")
            return
        }
        if selection.families.isEmpty {
            fill(page, selection, includesOwn: selection.collectors.isEmpty)
            finish(page, &response)
        } else {
            let selected = SamplePage(keeping: selection.families.map { Array($0.utf8) })
            fill(selected, selection, includesOwn: true)
            finish(selected, &response)
        }
    }

    private func fill(_ page: SamplePage, _ selection: CollectionRound.Selection, includesOwn: Bool) {
        round.collect(into: page, selecting: selection) { name, failure in
            let name = "\(name)"
            guard failing.insert(name).inserted else { return }
            if case .absent = failure {
                log.debug("collector \(name) has nothing to read: \(failure)")
            } else {
                log.warn("collector \(name) failed: \(failure)")
            }
        }
        if includesOwn, options.includesOwnMetrics {
            agent.write(to: page)
            writeCounters(to: page)
        }
    }

    private func finish(_ page: SamplePage, _ response: inout HTTPResponse) {
        text.removeAll()
        text.append(page)
        response.contentType = "text/plain; version=0.0.4; charset=utf-8"
        response.mayCompress = true
        response.body.append(contentsOf: text.bytes)
    }

    private func writeCounters(to page: SamplePage) {
        page.family("edge_agent_build_info", .gauge, "What this build of the agent is; the value is always 1.")
        page.label("goarch", bytes: Array(Version.architecture.utf8)).label(
            "version",
            bytes: Array(Version.number.utf8)
        )
        .add(1.0)
        page.family("edge_agent_http_requests_total", .counter, "Requests answered.")
        page.add(counters.requests)
        page.family("edge_agent_http_refusals_total", .counter, "Requests that were no HTTP or exceeded a limit.")
        page.add(counters.refusals)
        page.family("edge_agent_http_connections_total", .counter, "Connections taken.")
        page.add(counters.connections)
        page.family("edge_agent_http_evictions_total", .counter, "Connections closed to make room for newer ones.")
        page.add(counters.evictions)
        page.family("edge_agent_http_timeouts_total", .counter, "Connections closed because the client was too slow.")
        page.add(counters.timeouts)
        page.family(
            "edge_agent_config_last_reload_successful",
            .gauge,
            "Whether the flags in the file were read when last asked to (1 = yes, 0 = no)."
        )
        page.add(reload.isSuccessful ? 1.0 : 0.0)
        page.family(
            "edge_agent_config_last_reload_success_timestamp_seconds",
            .gauge,
            "When the flags in the file were last read."
        )
        page.add(reload.seconds)
        writeShaping(to: page)
        guard let sampler else { return }
        if options.sampling.historyMilliseconds > 0 {
            let size = sampler.historySize
            page.family("edge_agent_history_bytes", .gauge, "What the compressed samples take.")
            page.add(Double(size.bytes))
            page.family("edge_agent_history_samples", .gauge, "Samples kept at full resolution.")
            page.add(Double(size.samples))
        }
        page.family("edge_agent_window_series", .gauge, "Series that are sampled into windows.")
        page.add(Double(sampler.seriesCount))
        page.family("edge_agent_window_rounds_total", .counter, "Rounds in which the windows were sampled.")
        page.add(sampler.rounds)
        page.family("edge_agent_window_dropped_samples_total", .counter, "Samples beyond the most series kept.")
        page.add(sampler.droppedSamples)
    }

    private func writeShaping(to page: SamplePage) {
        guard let shaper else { return }
        let question = SignedRequest(method: "GET", path: "/counters", time: "", nonce: "", signature: "", body: [])
        // A scrape waits for nobody: who is there and does not answer at once is left alone for a while.
        let start = monotonicMicroseconds()
        let answer = start < shaperSilence ? nil : shaper.exchange(question, waiting: 100)
        if answer == nil, case let end = monotonicMicroseconds(), end - start > 50_000 {
            shaperSilence = end + 10_000_000
        }
        page.family("edge_shaping_up", .gauge, "Whether the privileged process answers (1 = yes, 0 = no).")
        page.add(answer == nil ? 0.0 : 1.0)
        guard let answer else { return }
        page.family("edge_shaping_events_total", .counter, "What became of orders and leases.")
        for line in answer.body.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let count = UInt64(parts[1]) else { continue }
            page.label("event", bytes: Array(parts[0].utf8)).add(count)
        }
    }

    private func writeHistory(_ request: HTTPRequest, _ response: inout HTTPResponse) {
        guard let sampler, options.sampling.historyMilliseconds > 0 else {
            response.answer(404, "no history is kept; see --window and --history.duration")
            return
        }
        let now = wallMilliseconds()
        func milliseconds(_ name: String, _ otherwise: Int64) -> Int64? {
            guard let text = request.values(name).first else { return otherwise }
            guard let seconds = Double(text), seconds.magnitude < 1e11 else { return nil }
            return Int64((seconds * 1_000).rounded())
        }
        guard
            let from = milliseconds("from", now - options.sampling.historyMilliseconds),
            let to = milliseconds("to", now),
            from <= to
        else {
            response.answer(400, "from and to are seconds since the Unix epoch, and from is not after to")
            return
        }
        let families = request.values("name[]")
        let report = HistoryReport()
        guard report.sampleCount(sampler, in: from...to, families: families) <= HistoryReport.sampleLimit else {
            response.answer(422, "more than \(HistoryReport.sampleLimit) samples; ask for a shorter span or by name[]")
            return
        }
        var text = ExpositionText()
        report.write(sampler, in: from...to, families: families, to: &text)
        response.contentType = "text/plain; version=0.0.4; charset=utf-8"
        response.mayCompress = true
        response.body = text.bytes
    }

    private func writeWindows(_ request: HTTPRequest, _ response: inout HTTPResponse) {
        guard let sampler else {
            response.answer(404, "windows are switched off by --no-window")
            return
        }
        var selection = WindowReport.Selection()
        selection.families = request.values("name[]")
        selection.statistics = request.values("stat[]")
        selection.spans = request.values("window[]")
        if let unknown = selection.statistics.first(where: { !WindowReport.statisticNames.contains($0) }) {
            let names = WindowReport.statisticNames.joined(separator: ", ")
            response.answer(400, "stat[]: there is no statistic `\(unknown)`, only \(names)")
            return
        }
        let spans = sampler.settings.spansMilliseconds.map { WindowReport.label(ofSpan: $0) }
        if let unknown = selection.spans.first(where: { !spans.contains($0) }) {
            response.answer(400, "window[]: there is no window of `\(unknown)`, only \(spans.joined(separator: ", "))")
            return
        }
        text.removeAll()
        report.write(sampler, at: wallMilliseconds(), selecting: selection, to: &text)
        response.contentType = "text/plain; version=0.0.4; charset=utf-8"
        response.mayCompress = true
        response.body.append(contentsOf: text.bytes)
    }

    private func writeIndex(_ response: inout HTTPResponse) {
        response.contentType = "text/html; charset=utf-8"
        let page = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>edge-agent</title></head><body>
            <h1>edge-agent</h1>
            <ul>
            <li><a href="\(options.telemetryPath)">\(options.telemetryPath)</a>: what the kernel says now</li>
            <li><a href="/windows">/windows</a>: what it said over the last seconds and minutes</li>
            <li><a href="/history">/history?from=&amp;to=</a>: the samples themselves</li>
            <li><a href="/healthz">/healthz</a>: whether the agent is well</li>
            </ul>
            <p>\(Version.text)</p>
            </body></html>

            """
        response.body.append(contentsOf: page.utf8)
    }
}

/// The time that clients know, in milliseconds since the Unix epoch.
func wallMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
}

/// The time that systemd asks for with a reload.
func monotonicMicroseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
}
