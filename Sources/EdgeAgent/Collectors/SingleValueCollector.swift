internal import ProcFS

/// A collector of a few files with one number each.
final class SingleValueCollector: Collector {
    /// A file, and the family that its number becomes.
    struct Value: Sendable {
        let path: String
        let family: StaticString
        let kind: SamplePage.Kind
        let scale: Double
        let help: StaticString
    }

    let name: StaticString
    let prefixes: [StaticString]
    private let values: [Value]
    private let files: [Source]

    /// A file; of noncopyable files there is no array.
    private final class Source {
        var file: KernelFile

        init(_ path: String) {
            file = KernelFile(path, .whole)
        }
    }

    init(_ name: StaticString, prefixes: [StaticString], _ values: [Value]) {
        (self.name, self.prefixes, self.values) = (name, prefixes, values)
        files = values.map { Source($0.path) }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        for (value, source) in zip(values, files) {
            guard page.family(value.family, value.kind, value.help) else { continue }
            let text = try source.file.read(into: buffer).trimmed
            guard let number = text.number else {
                throw .malformed(path: value.path, expected: "a number", found: text.prefix(80).string)
            }
            page.add(number * value.scale)
        }
    }
}

extension SingleValueCollector {
    /// `entropy`: how much randomness the kernel has.
    static func entropy(_ settings: CollectorSettings) -> SingleValueCollector {
        SingleValueCollector(
            "entropy",
            prefixes: ["node_entropy_"],
            [
                Value(
                    path: settings.proc("sys/kernel/random/entropy_avail"),
                    family: "node_entropy_available_bits",
                    kind: .gauge,
                    scale: 1,
                    help: "Bits of available entropy."
                ),
                Value(
                    path: settings.proc("sys/kernel/random/poolsize"),
                    family: "node_entropy_pool_size_bits",
                    kind: .gauge,
                    scale: 1,
                    help: "Bits of entropy pool."
                ),
            ]
        )
    }

    /// `ksmd`: how many pages of memory the kernel merged because they are equal.
    static func samePageMerging(_ settings: CollectorSettings) -> SingleValueCollector {
        func value(
            _ file: StaticString,
            _ family: StaticString,
            _ kind: SamplePage.Kind,
            _ help: StaticString,
            scale: Double = 1
        ) -> Value {
            Value(path: settings.sys("kernel/mm/ksm/\(file)"), family: family, kind: kind, scale: scale, help: help)
        }
        return SingleValueCollector(
            "ksmd",
            prefixes: ["node_ksmd_"],
            [
                value("full_scans", "node_ksmd_full_scans_total", .counter, "ksmd 'full_scans' file."),
                value(
                    "merge_across_nodes",
                    "node_ksmd_merge_across_nodes",
                    .gauge,
                    "ksmd 'merge_across_nodes' file."
                ),
                value("pages_shared", "node_ksmd_pages_shared", .gauge, "ksmd 'pages_shared' file."),
                value("pages_sharing", "node_ksmd_pages_sharing", .gauge, "ksmd 'pages_sharing' file."),
                value("pages_to_scan", "node_ksmd_pages_to_scan", .gauge, "ksmd 'pages_to_scan' file."),
                value("pages_unshared", "node_ksmd_pages_unshared", .gauge, "ksmd 'pages_unshared' file."),
                value("pages_volatile", "node_ksmd_pages_volatile", .gauge, "ksmd 'pages_volatile' file."),
                value("run", "node_ksmd_run", .gauge, "ksmd 'run' file."),
                value(
                    "sleep_millisecs",
                    "node_ksmd_sleep_seconds",
                    .gauge,
                    "ksmd 'sleep_millisecs' file.",
                    scale: 0.001
                ),
            ]
        )
    }
}
