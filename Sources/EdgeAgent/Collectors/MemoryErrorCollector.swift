internal import ProcFS

/// `edac`: errors that the memory controllers corrected, or could not.
final class MemoryErrorCollector: Collector {
    let name: StaticString = "edac"
    let prefixes: [StaticString] = ["node_edac_"]

    private let controllers: DeviceDirectory
    private var rows: [DeviceDirectory] = []
    private var areRowsKnown = false

    init(_ settings: CollectorSettings) {
        controllers = DeviceDirectory(
            settings.sys("devices/system/edac/mc"),
            attributes: ["ce_count", "ue_count", "ce_noinfo_count", "ue_noinfo_count"]
        ) { $0.removingPrefix("mc")?.unsigned != nil }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        do {
            if try controllers.refresh() { areRowsKnown = false }
        } catch .absent {
            // Most boards have no memory that detects errors.
            return
        }
        refreshRows()
        if page.family("node_edac_correctable_errors_total", .counter, "Total correctable memory errors.") {
            writeControllers(0, to: page, using: buffer)
        }
        if page.family("node_edac_uncorrectable_errors_total", .counter, "Total uncorrectable memory errors.") {
            writeControllers(1, to: page, using: buffer)
        }
        if page.family(
            "node_edac_csrow_correctable_errors_total",
            .counter,
            "Total correctable memory errors for this csrow."
        ) {
            writeRows(0, unknown: 2, to: page, using: buffer)
        }
        if page.family(
            "node_edac_csrow_uncorrectable_errors_total",
            .counter,
            "Total uncorrectable memory errors for this csrow."
        ) {
            writeRows(1, unknown: 3, to: page, using: buffer)
        }
    }

    private func refreshRows() {
        if !areRowsKnown {
            areRowsKnown = true
            rows = controllers.devices.map {
                DeviceDirectory($0.path, attributes: ["ce_count", "ue_count"]) {
                    $0.removingPrefix("csrow")?.unsigned != nil
                }
            }
        }
        for row in rows {
            do {
                try row.refresh()
            } catch {
                // The controller went away since it was listed; its rows are listed anew the next time.
                areRowsKnown = false
            }
        }
    }

    private func writeControllers(_ attribute: Int, to page: SamplePage, using buffer: ReadBuffer) {
        for controller in controllers.devices {
            guard let count = controller.number(attribute, into: buffer) else { continue }
            page.label("controller", of: controller, dropping: 2).add(count)
        }
    }

    private func writeRows(_ attribute: Int, unknown: Int, to page: SamplePage, using buffer: ReadBuffer) {
        for (controller, rows) in zip(controllers.devices, rows) {
            for row in rows.devices {
                guard let count = row.number(attribute, into: buffer) else { continue }
                page.label("controller", of: controller, dropping: 2).label("csrow", of: row, dropping: 5).add(count)
            }
            guard let count = controller.number(unknown, into: buffer) else { continue }
            page.label("controller", of: controller, dropping: 2).label("csrow", "unknown").add(count)
        }
    }
}
