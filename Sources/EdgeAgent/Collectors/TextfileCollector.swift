internal import Glibc
internal import ProcFS

/// `textfile`: metrics that other programs wrote to files ending in `.prom`.
final class TextfileCollector: Collector {
    let name: StaticString = "textfile"
    /// Nobody knows what the files hold before they are read.
    let prefixes: [StaticString] = [""]

    /// Directories, or patterns of `glob(7)` for some.
    private let patterns: [String]
    /// Whether somebody has asked for these directories, so that one that is not there is an error.
    private let areGiven: Bool

    init(_ settings: CollectorSettings) {
        let given = (settings.option("textfile.directory") ?? "").split(separator: "\n").map { path in
            var path = path
            while path.count > 1, path.last == "/" { path.removeLast() }
            return String(path)
        }
        areGiven = !given.isEmpty
        patterns = areGiven ? given : ["/var/lib/prometheus/node-exporter"]
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var families: [TextfileFamily] = []
        var times: [(path: String, seconds: Double)] = []
        var hasFailed = false
        for path in patterns.flatMap({ directories($0) }).flatMap({ files(below: $0, &hasFailed) }) {
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
            if page.contains(family: family.name) || isOurs(family.name) {
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

    /// Whether only the agent itself may say what `name` is.
    private func isOurs(_ name: [UInt8]) -> Bool {
        let prefixes = ["process_", "edge_agent_", "edge_shaping_", "node_scrape_collector_", "node_textfile_"]
        return prefixes.contains { name.starts(with: $0.utf8) }
    }

    /// The directories that match `pattern`; when none does, it is the name of one.
    private func directories(_ pattern: String) -> [String] {
        guard pattern.contains(where: { "*?[".contains($0) }) else { return [pattern] }
        var matches = glob_t()
        defer { globfree(&matches) }
        guard glob(pattern, 0, nil, &matches) == 0, matches.gl_pathc > 0 else { return [pattern] }
        return (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0].map { String(cString: $0) } }
    }

    /// The paths of the files, in the order of their names.
    private func files(below directory: String, _ hasFailed: inout Bool) -> [String] {
        var names: [String] = []
        do {
            var list = KernelDirectory(directory)
            try list.forEachEntry { name in
                if name.hasSuffix(".prom") { names.append(name.string) }
            }
        } catch .absent {
            // Nobody has made the directory, so nobody has anything to say.
            if areGiven { hasFailed = true }
        } catch {
            hasFailed = true
        }
        return names.sorted().map { directory + "/" + $0 }
    }
}
