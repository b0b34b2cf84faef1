internal import ProcFS

/// A number of a zone, and the family that it becomes.
private struct ZoneColumn {
    let key: StaticString
    let family: StaticString
    let kind: SamplePage.Kind
    let help: StaticString

    init(_ key: StaticString, _ family: StaticString, _ kind: SamplePage.Kind, _ help: StaticString) {
        (self.key, self.family, self.kind, self.help) = (key, family, kind, help)
    }
}

/// `zoneinfo`: how each zone of the memory is used.
///
/// Source: `Documentation/filesystems/proc.rst` of the kernel.
final class ZoneCollector: Collector {
    let name: StaticString = "zoneinfo"
    let prefixes: [StaticString] = ["node_zoneinfo_"]

    private static let columns: [ZoneColumn] = [
        ZoneColumn("high", "node_zoneinfo_high_pages", .gauge, "Zone watermark pages_high"),
        ZoneColumn("low", "node_zoneinfo_low_pages", .gauge, "Zone watermark pages_low"),
        ZoneColumn("managed", "node_zoneinfo_managed_pages", .gauge, "Present pages managed by the buddy system"),
        ZoneColumn("min", "node_zoneinfo_min_pages", .gauge, "Zone watermark pages_min"),
        ZoneColumn(
            "nr_active_anon",
            "node_zoneinfo_nr_active_anon_pages",
            .gauge,
            "Number of anonymous pages recently more used"
        ),
        ZoneColumn(
            "nr_active_file",
            "node_zoneinfo_nr_active_file_pages",
            .gauge,
            "Number of active pages with file-backing"
        ),
        ZoneColumn(
            "nr_anon_pages",
            "node_zoneinfo_nr_anon_pages",
            .gauge,
            "Number of anonymous pages currently used by the system"
        ),
        ZoneColumn(
            "nr_anon_transparent_hugepages",
            "node_zoneinfo_nr_anon_transparent_hugepages",
            .gauge,
            "Number of anonymous transparent huge pages currently used by the system"
        ),
        ZoneColumn("nr_dirtied", "node_zoneinfo_nr_dirtied_total", .counter, "Page dirtyings since bootup"),
        ZoneColumn("nr_dirty", "node_zoneinfo_nr_dirty_pages", .gauge, "Number of dirty pages"),
        ZoneColumn("nr_file_pages", "node_zoneinfo_nr_file_pages", .gauge, "Number of file pages"),
        ZoneColumn("nr_free_pages", "node_zoneinfo_nr_free_pages", .gauge, "Total number of free pages in the zone"),
        ZoneColumn(
            "nr_inactive_anon",
            "node_zoneinfo_nr_inactive_anon_pages",
            .gauge,
            "Number of anonymous pages recently less used"
        ),
        ZoneColumn(
            "nr_inactive_file",
            "node_zoneinfo_nr_inactive_file_pages",
            .gauge,
            "Number of inactive pages with file-backing"
        ),
        ZoneColumn(
            "nr_isolated_anon",
            "node_zoneinfo_nr_isolated_anon_pages",
            .gauge,
            "Temporary isolated pages from anon lru"
        ),
        ZoneColumn(
            "nr_isolated_file",
            "node_zoneinfo_nr_isolated_file_pages",
            .gauge,
            "Temporary isolated pages from file lru"
        ),
        ZoneColumn("nr_kernel_stack", "node_zoneinfo_nr_kernel_stacks", .gauge, "Number of kernel stacks"),
        ZoneColumn("nr_mapped", "node_zoneinfo_nr_mapped_pages", .gauge, "Number of mapped pages"),
        ZoneColumn(
            "nr_shmem",
            "node_zoneinfo_nr_shmem_pages",
            .gauge,
            "Number of shmem pages (included tmpfs/GEM pages)"
        ),
        ZoneColumn(
            "nr_slab_reclaimable",
            "node_zoneinfo_nr_slab_reclaimable_pages",
            .gauge,
            "Number of reclaimable slab pages"
        ),
        ZoneColumn(
            "nr_slab_unreclaimable",
            "node_zoneinfo_nr_slab_unreclaimable_pages",
            .gauge,
            "Number of unreclaimable slab pages"
        ),
        ZoneColumn("nr_unevictable", "node_zoneinfo_nr_unevictable_pages", .gauge, "Number of unevictable pages"),
        ZoneColumn("nr_writeback", "node_zoneinfo_nr_writeback_pages", .gauge, "Number of writeback pages"),
        ZoneColumn("nr_written", "node_zoneinfo_nr_written_total", .counter, "Page writings since bootup"),
        ZoneColumn("numa_foreign", "node_zoneinfo_numa_foreign_total", .counter, "Was intended here, hit elsewhere"),
        ZoneColumn("numa_hit", "node_zoneinfo_numa_hit_total", .counter, "Allocated in intended node"),
        ZoneColumn(
            "numa_interleave",
            "node_zoneinfo_numa_interleave_total",
            .counter,
            "Interleaver preferred this zone"
        ),
        ZoneColumn("numa_local", "node_zoneinfo_numa_local_total", .counter, "Allocation from local node"),
        ZoneColumn("numa_miss", "node_zoneinfo_numa_miss_total", .counter, "Allocated in non intended node"),
        ZoneColumn("numa_other", "node_zoneinfo_numa_other_total", .counter, "Allocation from other node"),
        ZoneColumn("present", "node_zoneinfo_present_pages", .gauge, "Physical pages existing within the zone"),
        ZoneColumn(
            "spanned",
            "node_zoneinfo_spanned_pages",
            .gauge,
            "Total pages spanned by the zone, including holes"
        ),
    ]

    private struct Zone {
        var node: KernelText
        var name: KernelText
        var text: KernelText
    }

    private var file: KernelFile
    private var zones: [Zone] = []

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("zoneinfo"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let text = try file.read(into: buffer)
        zones.removeAll(keepingCapacity: true)
        // The zones point into the buffer.
        defer { zones.removeAll(keepingCapacity: true) }
        findZones(text)
        guard !zones.isEmpty else {
            throw .malformed(path: file.path, expected: "zones", found: text.prefix(80).string)
        }
        for column in ZoneCollector.columns {
            page.family(column.family, column.kind, column.help)
            for zone in zones {
                guard let value = value(of: column.key, in: zone.text) else { continue }
                page.label("node", zone.node).label("zone", zone.name).add(value)
            }
        }
        writeProtection(to: page)
    }

    private func findZones(_ text: KernelText) {
        var rest = text
        while let line = rest.nextLine() {
            // `Node 0, zone      DMA`
            var fields = line
            guard
                fields.nextField().map({ $0 == "Node" }) == true, let node = fields.nextField()?.removingSuffix(","),
                fields.nextField() != nil, let name = fields.nextField()
            else {
                continue
            }
            zones.append(Zone(node: node, name: name, text: rest))
        }
    }

    /// The value behind `key`, looked for up to the next zone.
    private func value(of key: StaticString, in text: KernelText) -> Double? {
        var rest = text
        while var fields = rest.nextLine() {
            guard let first = fields.nextField() else { continue }
            if first == "Node" { return nil }
            if first == key { return fields.nextNumber() }
        }
        return nil
    }

    /// `protection: (0, 3019, 10059)` becomes a family for each place.
    private func writeProtection(to page: SamplePage) {
        for place in 0..<8 as Range<UInt64> {
            var isBegun = false
            for zone in zones {
                guard let value = protection(Int(place), in: zone.text) else { continue }
                if !isBegun {
                    page.family(.gauge) {
                        $0.append("node_zoneinfo_protection_")
                        $0.append(decimal: place)
                    } help: {
                        $0.append("Protection array ")
                        $0.append(decimal: place)
                        $0.append(". field")
                    }
                    isBegun = true
                }
                page.label("node", zone.node).label("zone", zone.name).add(value)
            }
        }
    }

    private func protection(_ place: Int, in text: KernelText) -> Double? {
        var rest = text
        while var fields = rest.nextLine() {
            guard let first = fields.nextField() else { continue }
            if first == "Node" { return nil }
            guard first == "protection:" else { continue }
            for _ in 0..<place { _ = fields.nextField() }
            guard var field = fields.nextField() else { return nil }
            field = field.removingPrefix("(") ?? field
            field = field.removingSuffix(")") ?? field
            return (field.removingSuffix(",") ?? field).number
        }
        return nil
    }
}
