internal import Glibc
internal import ProcFS

/// `textfile`: metrics that other programs wrote to files ending in `.prom`.
final class TextfileCollector: Collector {
    let name: StaticString = "textfile"
    /// Nobody knows what the files hold before they are read.
    let prefixes: [StaticString] = [""]

    private let directory: String

    init(_ settings: CollectorSettings) {
        directory = settings.option("textfile.directory") ?? "/var/lib/prometheus/node-exporter"
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var families: [TextfileFamily] = []
        var times: [(path: String, seconds: Double)] = []
        var hasFailed = false
        for name in files(&hasFailed) {
            let path = directory + "/" + name
            do {
                var status = stat()
                guard stat(path, &status) == 0 else { throw ProcFSError.unreadable(path: path, errno: errno) }
                var file = KernelFile(path)
                try TextfileFamily.parse(file.read(into: buffer), of: path, into: &families)
                times.append((path, Double(status.st_mtim.tv_sec)))
            } catch {
                // One bad file costs its own metrics, and shows.
                hasFailed = true
            }
        }
        for family in families {
            if page.contains(family: family.name) {
                hasFailed = true
            } else {
                family.write(to: page)
            }
        }
        page.family("node_textfile_mtime_seconds", .gauge, "Unixtime mtime of textfiles successfully read.")
        for entry in times { page.label("file", bytes: Array(entry.path.utf8)).add(entry.seconds) }
        page.family(
            "node_textfile_scrape_error",
            .gauge,
            "1 if there was an error opening or reading a file, 0 otherwise"
        )
        page.add(hasFailed ? 1.0 : 0.0)
    }

    private func files(_ hasFailed: inout Bool) -> [String] {
        var names: [String] = []
        do {
            var list = KernelDirectory(directory)
            try list.forEachEntry { name in
                if name.hasSuffix(".prom") { names.append(name.string) }
            }
        } catch .absent {
            // Nobody has made the directory, so nobody has anything to say.
        } catch {
            hasFailed = true
        }
        return names.sorted()
    }
}
