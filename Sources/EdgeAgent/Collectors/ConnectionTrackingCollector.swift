internal import ProcFS

/// `conntrack`: how many connections the packet filter knows, and what it did with their packets.
final class ConnectionTrackingCollector: Collector {
    let name: StaticString = "conntrack"
    let prefixes: [StaticString] = ["node_nf_conntrack_"]

    /// The families that are sums of a column over all processors.
    private static let columns: [(column: StaticString, family: StaticString, help: StaticString)] = [
        ("found", "node_nf_conntrack_stat_found", "Number of searched entries which were successful."),
        ("invalid", "node_nf_conntrack_stat_invalid", "Number of packets seen which can not be tracked."),
        (
            "ignore", "node_nf_conntrack_stat_ignore",
            "Number of packets seen which are already connected to a conntrack entry."
        ),
        ("insert", "node_nf_conntrack_stat_insert", "Number of entries inserted into the list."),
        (
            "insert_failed", "node_nf_conntrack_stat_insert_failed",
            "Number of entries for which list insertion was attempted but failed."
        ),
        ("drop", "node_nf_conntrack_stat_drop", "Number of packets dropped due to conntrack failure."),
        (
            "early_drop", "node_nf_conntrack_stat_early_drop",
            "Number of dropped conntrack entries to make room for new ones, if maximum table size was reached."
        ),
        (
            "search_restart", "node_nf_conntrack_stat_search_restart",
            "Number of conntrack table lookups which had to be restarted due to hashtable resizes."
        ),
    ]

    private var count: KernelFile
    private var limit: KernelFile
    private var statistics: KernelFile

    init(_ settings: CollectorSettings) {
        count = KernelFile(settings.proc("sys/net/netfilter/nf_conntrack_count"), .whole)
        limit = KernelFile(settings.proc("sys/net/netfilter/nf_conntrack_max"), .whole)
        statistics = KernelFile(settings.proc("net/stat/nf_conntrack"), .rows(upTo: 256))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.family(
            "node_nf_conntrack_entries",
            .gauge,
            "Number of currently allocated flow entries for connection tracking."
        ) {
            try count.read(into: buffer).trimmed.number.map { page.add($0) }
        }
        if page.family("node_nf_conntrack_entries_limit", .gauge, "Maximum size of connection tracking table.") {
            try limit.read(into: buffer).trimmed.number.map { page.add($0) }
        }
        guard page.wants("node_nf_conntrack_stat_") else { return }
        let text = try statistics.read(into: buffer)
        for column in ConnectionTrackingCollector.columns {
            page.family(column.family, .gauge, column.help)
            sum(of: column.column, in: text).map { page.add($0) }
        }
    }

    /// The sum of a column, whose place differs between kernels; `nil` when there is no such column.
    private func sum(of column: StaticString, in text: KernelText) -> UInt64? {
        var rows = text
        guard var headings = rows.nextLine() else { return nil }
        var place = 0
        while let heading = headings.nextField(), !(heading == column) { place += 1 }
        var (sum, isThere): (UInt64, Bool) = (0, false)
        while var fields = rows.nextLine() {
            for _ in 0..<place { _ = fields.nextField() }
            guard let value = fields.nextField()?.hexadecimal else { continue }
            (sum, isThere) = (sum &+ value, true)
        }
        return isThere ? sum : nil
    }
}
