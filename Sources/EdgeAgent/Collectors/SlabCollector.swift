internal import ProcFS

/// `slabinfo`: what the kernel keeps in its own caches; only root may read it.
///
/// Source: `slabinfo(5)`.
final class SlabCollector: Collector {
    let name: StaticString = "slabinfo"
    let prefixes: [StaticString] = ["node_slabinfo_"]

    private var file: KernelFile
    private let filter: NameFilter
    private var slabs: [(name: KernelText, numbers: InlineArray<5, UInt64>)] = []

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        file = KernelFile(settings.proc("slabinfo"))
        filter = try NameFilter(settings, including: "slabinfo.slabs-include", excluding: "slabinfo.slabs-exclude")
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try file.read(into: buffer)
        slabs.removeAll(keepingCapacity: true)
        // The names point into the buffer.
        defer { slabs.removeAll(keepingCapacity: true) }
        while let line = text.nextLine() {
            if line.hasPrefix("slabinfo") || line.hasPrefix("#") { continue }
            var fields = line
            guard let name = fields.nextField() else { continue }
            var numbers = InlineArray<5, UInt64>(repeating: 0)
            for index in numbers.indices {
                guard let number = fields.nextUnsigned() else {
                    throw .malformed(path: file.path, expected: "five numbers", found: line.prefix(80).string)
                }
                numbers[index] = number
            }
            if filter.accepts(name) { slabs.append((name, numbers)) }
        }
        write(
            0,
            "node_slabinfo_active_objects",
            "The number of objects that are currently active (i.e., in use).",
            to: page
        )
        write(
            1,
            "node_slabinfo_objects",
            "The total number of allocated objects (i.e., objects that are both in use and not in use).",
            to: page
        )
        write(2, "node_slabinfo_object_size_bytes", "The size of objects in this slab, in bytes.", to: page)
        write(3, "node_slabinfo_objects_per_slab", "The number of objects stored in each slab.", to: page)
        write(4, "node_slabinfo_pages_per_slab", "The number of pages allocated for each slab.", to: page)
    }

    private func write(_ index: Int, _ family: StaticString, _ help: StaticString, to page: SamplePage) {
        page.family(family, .gauge, help)
        for slab in slabs { page.label("slab", slab.name).add(slab.numbers[index]) }
    }
}
