import Logging
import MetricModel
import ServiceLifecycle
import Synchronization

/// Reads every target's page at each full second and hands it to the slices that want it.
final class ScrapingService: Service {
    private struct Reader {
        var runtime: SliceRuntime
        var place: Int
        var job: String
    }

    private let readers: Mutex<[String: [Reader]]>
    private let readPage: Orchestration.PageReader
    private let clock: WallClock
    private let logger: Logger
    private let book: Mutex<[String: TargetStatus]>

    init(
        slices: [Slice],
        runtimes: [String: SliceRuntime],
        readPage: @escaping Orchestration.PageReader,
        clock: WallClock,
        logger: Logger
    ) {
        let readers = Self.readers(of: slices, runtimes)
        self.readers = Mutex(readers)
        self.readPage = readPage
        self.clock = clock
        self.logger = logger
        book = Mutex(readers.keys.reduce(into: [:]) { $0[$1] = TargetStatus(url: $1) })
    }

    private static func readers(of slices: [Slice], _ runtimes: [String: SliceRuntime]) -> [String: [Reader]] {
        var readers: [String: [Reader]] = [:]
        for slice in slices {
            guard let runtime = runtimes[slice.id] else { continue }
            for (place, target) in slice.targets.enumerated() {
                readers[target, default: []].append(Reader(runtime: runtime, place: place, job: slice.job))
            }
        }
        return readers
    }

    /// Reads for other slices from the next second on.
    func read(for slices: [Slice], runtimes: [String: SliceRuntime]) {
        let readers = Self.readers(of: slices, runtimes)
        self.readers.withLock { $0 = readers }
        book.withLock { book in book = readers.keys.reduce(into: [:]) { $0[$1] = book[$1] ?? TargetStatus(url: $1) } }
    }

    func statuses(of targets: [String]) -> [TargetStatus] {
        book.withLock { book in targets.compactMap { book[$0] } }
    }

    func allStatuses() -> [TargetStatus] {
        book.withLock { book in book.values.sorted { $0.url < $1.url } }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    let now = clock.milliseconds
                    do {
                        try await Task.sleep(for: .milliseconds(1000 - now % 1000), tolerance: .zero)
                    } catch {
                        return
                    }
                    // The clock may have been woken a little early, and may have been set meanwhile.
                    let second = (clock.milliseconds + 20) / 1000
                    for target in readers.withLock({ Array($0.keys) }) {
                        group.addTask { await self.scrape(target, second: second) }
                    }
                }
            }
        }
    }

    private func scrape(_ target: String, second: Int64) async {
        var families: [MetricFamily]?
        do {
            let page = try await readPage(target)
            families = page
            note(success: page.reduce(0) { $0 + $1.samples.count }, of: target, second: second)
        } catch {
            guard !Task.isCancelled else { return }
            note(failure: "\(error)", of: target)
        }
        for reader in readers.withLock({ $0[target] ?? [] }) {
            let page = families.map { ScrapedPage(families: $0, instance: instance(of: target), job: reader.job) }
            await reader.runtime.add(page, target: reader.place, second: second)
        }
    }

    private func note(success count: Int, of target: String, second: Int64) {
        let wasDown = book.withLock { book in
            let before = book[target]?.isUp
            book[target]?.isUp = true
            book[target]?.error = nil
            book[target]?.seriesCount = count
            book[target]?.lastSecond = second
            book[target]?.successes += 1
            return before == false
        }
        if wasDown { logger.notice("a target answers again", metadata: ["target": "\(target)"]) }
    }

    private func note(failure: String, of target: String) {
        let wasUp = book.withLock { book in
            let before = book[target]?.isUp
            book[target]?.isUp = false
            book[target]?.error = failure
            book[target]?.failures += 1
            return before != false
        }
        guard wasUp else { return }
        logger.warning("a target does not answer", metadata: ["target": "\(target)", "error": "\(failure)"])
    }

    /// What Prometheus calls the instance: host and port of the page.
    private func instance(of target: String) -> String {
        let rest = target.split(separator: "://", maxSplits: 1).last ?? ""
        return String(rest.prefix { $0 != "/" })
    }
}
