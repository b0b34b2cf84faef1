internal import ProcFS

/// `meminfo`: where the memory is.
final class MemoryCollector: Collector {
    let name: StaticString = "meminfo"
    let prefixes: [StaticString] = ["node_memory_"]

    private var meminfo: KernelFile

    init(_ settings: CollectorSettings) {
        meminfo = KernelFile(settings.proc("meminfo"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var text = try meminfo.read(into: buffer)
        while let line = try KeyedNumbers.next(in: &text, of: "meminfo") {
            // `Active(anon)` becomes `Active_anon`.
            let (head, tail) = line.name.split(at: UInt8(ascii: "(")) ?? (line.name, .empty)
            let detail = tail.removingSuffix(")") ?? tail
            page.memoryFamily(head, detail, isBytes: line.isKilobytes)
            page.add(line.isKilobytes ? line.value * 1_024 : line.value)
        }
    }
}

extension SamplePage {
    fileprivate func memoryFamily(_ head: KernelText, _ detail: KernelText, isBytes: Bool) {
        func appendField(_ page: SamplePage) {
            page.appendName(head)
            if !detail.isEmpty {
                page.append("_")
                page.appendName(detail)
            }
            if isBytes { page.append("_bytes") }
        }
        family(.gauge) { page in
            page.append("node_memory_")
            appendField(page)
        } help: { page in
            page.append("Memory information field ")
            appendField(page)
            page.append(".")
        }
    }
}
