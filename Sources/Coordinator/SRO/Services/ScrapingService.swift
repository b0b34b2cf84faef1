import Logging
import MetricModel
import ServiceLifecycle
import Synchronization

/// Reads every target's page at each full second and hands it to the slices that want it.
///
/// A target that was not heard for a while is asked for what it has seen meanwhile: an edge agent keeps a history.
final class ScrapingService: Service {
    /// Seconds of a history that are asked for at once, and that are asked for at all.
    private static let (piece, longestGap) = (Int64(60), Int64(900))

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
        var missed: Range<Int64> = second..<second
        do {
            let page = try await readPage(target)
            families = page
            missed = note(success: page.reduce(0) { $0 + $1.samples.count }, of: target, second: second)
        } catch {
            guard !Task.isCancelled else { return }
            note(failure: "\(error)", of: target)
        }
        for reader in readers.withLock({ $0[target] ?? [] }) {
            let page = families.map { ScrapedPage(families: $0, instance: instance(of: target), job: reader.job) }
            await reader.runtime.add(page, target: reader.place, second: second)
        }
        await fill(missed, of: target)
    }

    /// Asks for the history of seconds that were missed; where a target has none, they stay missing.
    private func fill(_ seconds: Range<Int64>, of target: String) async {
        guard !seconds.isEmpty, target.hasSuffix("/metrics") else { return }
        let address = target.dropLast("metrics".count)
        for first in stride(from: seconds.lowerBound, to: seconds.upperBound, by: Int(Self.piece)) {
            let end = min(first + Self.piece, seconds.upperBound)
            guard let page = try? await readPage("\(address)history?from=\(first)&to=\(Double(end) - 0.001)") else {
                return
            }
            for reader in readers.withLock({ $0[target] ?? [] }) {
                await reader.runtime.fill(page, target: reader.place, instance: instance(of: target))
            }
        }
    }

    /// Gives the seconds that were missed before this one.
    private func note(success count: Int, of target: String, second: Int64) -> Range<Int64> {
        let (wasDown, last) = book.withLock { book in
            let before = (book[target]?.isUp == false, book[target]?.lastSecond)
            book[target]?.isUp = true
            book[target]?.error = nil
            book[target]?.seriesCount = count
            book[target]?.lastSecond = second
            book[target]?.successes += 1
            return before
        }
        if wasDown { logger.notice("a target answers again", metadata: ["target": "\(target)"]) }
        let first = (last ?? second) + 1
        return first < second ? max(first, second - Self.longestGap)..<second : second..<second
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
