internal import ProcFS

/// `buddyinfo`: how many free blocks of each size the memory has.
///
/// Source: `Documentation/filesystems/proc.rst` of the kernel.
final class FreeBlockCollector: Collector {
    let name: StaticString = "buddyinfo"
    let prefixes: [StaticString] = ["node_buddyinfo_"]

    private var file: KernelFile

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("buddyinfo"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        page.family("node_buddyinfo_blocks", .gauge, "Count of free blocks according to size.")
        while let line = text.nextLine() {
            // `Node 0, zone      DMA      1      0 ...`
            var fields = line
            guard
                fields.nextField() != nil, let node = fields.nextField()?.removingSuffix(","),
                fields.nextField() != nil, let zone = fields.nextField()
            else {
                throw .malformed(path: file.path, expected: "a node and a zone", found: line.prefix(80).string)
            }
            var size: UInt64 = 0
            while let count = fields.nextUnsigned() {
                page.label("node", node).label("size", size).label("zone", zone).add(count)
                size += 1
            }
        }
    }
}
