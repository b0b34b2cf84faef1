internal import Glibc
public import ProcFS

/// Lets collectors write to a page, one after the other, and adds how that went.
///
/// A collector that fails costs its own samples only.
public final class CollectionRound {
    /// The collectors in the order of their names.
    public let collectors: [any Collector]
    private let buffer = ReadBuffer()
    private var outcomes: [Outcome] = []
    /// Of each collector, whether nobody can say beforehand which families it writes.
    private let mayWriteAnything: [Bool]

    /// How a collector fared in the last round.
    private struct Outcome {
        var isSelected = false
        var nanoseconds: Int64 = 0
        var hasSucceeded = false
    }

    /// Which collectors take part.
    public struct Selection: Sendable {
        /// Names from `collect[]`; empty when all take part.
        public var collectors: [String] = []
        /// Names from `exclude[]`.
        public var excludedCollectors: [String] = []
        /// Families from `name[]`; empty when all are wanted.
        public var families: [String] = []

        /// All collectors, all families.
        public init() {}
    }

    /// Takes the collectors that a server has.
    public init(_ collectors: [any Collector]) {
        self.collectors = collectors
        outcomes = Array(repeating: Outcome(), count: collectors.count)
        mayWriteAnything = collectors.map { $0.prefixes.contains { $0.utf8CodeUnitCount == 0 } }
    }

    /// Clears `page` and fills it.
    ///
    /// - Parameters:
    ///   - page: Where the samples go.
    ///   - selection: The collectors that take part.
    ///   - report: Called with each error, for the log.
    public func collect(
        into page: SamplePage,
        selecting selection: Selection = Selection(),
        report: (StaticString, ProcFSError) -> Void = { _, _ in }
    ) {
        page.removeAll()
        for (index, collector) in collectors.enumerated() {
            outcomes[index].isSelected = selection.includes(collector)
            if outcomes[index].isSelected, !mayWriteAnything[index] { run(index, into: page, report) }
        }
        // Whose families nobody knows comes last: what the others have written is not its business, and when all that was
        // asked for is there, it is not read at all.
        for index in collectors.indices where mayWriteAnything[index] && outcomes[index].isSelected {
            let isLeft = selection.families.isEmpty || !selection.families.allSatisfy { page.contains(family: $0) }
            outcomes[index].isSelected = isLeft
            if isLeft { run(index, into: page, report) }
        }
        writeOutcomes(to: page)
    }

    private func run(_ index: Int, into page: SamplePage, _ report: (StaticString, ProcFSError) -> Void) {
        let (mark, start) = (page.mark, monotonicNanoseconds())
        do {
            try collectors[index].collect(into: page, using: buffer)
            page.forgetLabels()
            outcomes[index].hasSucceeded = true
        } catch {
            page.rollBack(to: mark)
            outcomes[index].hasSucceeded = false
            report(collectors[index].name, error)
        }
        outcomes[index].nanoseconds = monotonicNanoseconds() - start
    }

    private func writeOutcomes(to page: SamplePage) {
        page.family(
            "node_scrape_collector_duration_seconds",
            .gauge,
            "node_exporter: Duration of a collector scrape."
        )
        for (index, outcome) in outcomes.enumerated() where outcome.isSelected {
            page.label("collector", collectors[index].name).add(Double(outcome.nanoseconds) / 1e9)
        }
        page.family(
            "node_scrape_collector_success",
            .gauge,
            "node_exporter: Whether a collector succeeded."
        )
        for (index, outcome) in outcomes.enumerated() where outcome.isSelected {
            page.label("collector", collectors[index].name).add(outcome.hasSucceeded ? 1.0 : 0.0)
        }
    }

    private func monotonicNanoseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}

extension CollectionRound.Selection {
    /// Whether `collector` is asked for, by its name and by what it can write.
    func includes(_ collector: any Collector) -> Bool {
        if !collectors.isEmpty, !collectors.contains("\(collector.name)") { return false }
        if !excludedCollectors.isEmpty, excludedCollectors.contains("\(collector.name)") { return false }
        if families.isEmpty { return true }
        return families.contains { family in
            // How a collector fared is known of those that ran.
            family.hasPrefix("node_scrape_collector_") || collector.prefixes.contains { family.hasPrefix("\($0)") }
        }
    }
}
