internal import ProcFS

/// `filefd`: how many files are open.
final class OpenFileCollector: Collector {
    let name: StaticString = "filefd"
    let prefixes: [StaticString] = ["node_filefd_"]

    private var file: KernelFile

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("sys/fs/file-nr"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let text = try file.read(into: buffer)
        var fields = text
        guard let allocated = fields.nextNumber(), fields.nextNumber() != nil, let maximum = fields.nextNumber() else {
            throw .malformed(path: file.path, expected: "three numbers", found: text.prefix(80).string)
        }
        page.family("node_filefd_allocated", .gauge, "File descriptor statistics: allocated.")
        page.add(allocated)
        page.family("node_filefd_maximum", .gauge, "File descriptor statistics: maximum.")
        page.add(maximum)
    }
}
