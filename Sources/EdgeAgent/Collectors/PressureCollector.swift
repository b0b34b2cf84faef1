internal import ProcFS

/// `pressure`: for how long tasks waited for the processor, memory, a disk or interrupts.
final class PressureCollector: Collector {
    let name: StaticString = "pressure"
    let prefixes: [StaticString] = ["node_pressure_"]

    private var cpu: KernelFile
    private var io: KernelFile
    private var memory: KernelFile
    private var irq: KernelFile

    init(_ settings: CollectorSettings) {
        cpu = KernelFile(settings.proc("pressure/cpu"), .whole)
        io = KernelFile(settings.proc("pressure/io"), .whole)
        memory = KernelFile(settings.proc("pressure/memory"), .whole)
        irq = KernelFile(settings.proc("pressure/irq"), .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants("node_pressure_cpu_") { try writeProcessor(to: page, using: buffer) }
        if page.wants("node_pressure_io_") { try writeDisks(to: page, using: buffer) }
        if page.wants("node_pressure_memory_") { try writeMemory(to: page, using: buffer) }
        if page.wants("node_pressure_irq_") { try writeInterrupts(to: page, using: buffer) }
    }

    private func writeProcessor(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let cpu = try PressureStall(parsing: cpu.read(into: buffer))
        page.family(
            "node_pressure_cpu_waiting_seconds_total",
            .counter,
            "Total time in seconds that processes have waited for CPU time"
        )
        write(cpu.some, to: page)
    }

    private func writeDisks(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let io = try PressureStall(parsing: io.read(into: buffer))
        page.family(
            "node_pressure_io_waiting_seconds_total",
            .counter,
            "Total time in seconds that processes have waited due to IO congestion"
        )
        write(io.some, to: page)
        page.family(
            "node_pressure_io_stalled_seconds_total",
            .counter,
            "Total time in seconds no process could make progress due to IO congestion"
        )
        write(io.full, to: page)
    }

    private func writeMemory(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let memory = try PressureStall(parsing: memory.read(into: buffer))
        page.family(
            "node_pressure_memory_waiting_seconds_total",
            .counter,
            "Total time in seconds that processes have waited for memory"
        )
        write(memory.some, to: page)
        page.family(
            "node_pressure_memory_stalled_seconds_total",
            .counter,
            "Total time in seconds no process could make progress due to memory congestion"
        )
        write(memory.full, to: page)
    }

    private func writeInterrupts(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        do {
            let irq = try PressureStall(parsing: irq.read(into: buffer))
            page.family(
                "node_pressure_irq_stalled_seconds_total",
                .counter,
                "Total time in seconds no process could make progress due to IRQ congestion"
            )
            write(irq.full, to: page)
        } catch .absent {
            // Since Linux 6.1, and only when interrupt time is accounted.
        } catch .unreadable {
            // The same, where the file is there but refuses to be read.
        }
    }

    private func write(_ microseconds: UInt64?, to page: SamplePage) {
        // Two divisions, as node_exporter does, so that both show the same digits.
        microseconds.map { page.add(Double($0) / 1_000 / 1_000) }
    }
}
