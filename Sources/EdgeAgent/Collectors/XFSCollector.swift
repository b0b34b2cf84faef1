internal import ProcFS

/// A number on a line of XFS's statistics, and the family that it becomes.
private struct XFSColumn {
    let line: StaticString
    let index: Int
    let family: StaticString
    let help: StaticString

    init(_ line: StaticString, _ index: Int, _ family: StaticString, _ help: StaticString) {
        (self.line, self.index, self.family, self.help) = (line, index, family, help)
    }
}

/// `xfs`: what each XFS file system has done.
///
/// Source: `fs/xfs/xfs_stats.c` of the kernel; <https://xfs.org/index.php/Runtime_Stats>.
final class XFSCollector: Collector {
    let name: StaticString = "xfs"
    let prefixes: [StaticString] = ["node_xfs_"]

    private static let columns: [XFSColumn] = [
        XFSColumn(
            "extent_alloc",
            0,
            "node_xfs_extent_allocation_extents_allocated_total",
            "Number of extents allocated for a filesystem."
        ),
        XFSColumn(
            "extent_alloc",
            1,
            "node_xfs_extent_allocation_blocks_allocated_total",
            "Number of blocks allocated for a filesystem."
        ),
        XFSColumn(
            "extent_alloc",
            2,
            "node_xfs_extent_allocation_extents_freed_total",
            "Number of extents freed for a filesystem."
        ),
        XFSColumn(
            "extent_alloc",
            3,
            "node_xfs_extent_allocation_blocks_freed_total",
            "Number of blocks freed for a filesystem."
        ),
        XFSColumn(
            "abt",
            0,
            "node_xfs_allocation_btree_lookups_total",
            "Number of allocation B-tree lookups for a filesystem."
        ),
        XFSColumn(
            "abt",
            1,
            "node_xfs_allocation_btree_compares_total",
            "Number of allocation B-tree compares for a filesystem."
        ),
        XFSColumn(
            "abt",
            2,
            "node_xfs_allocation_btree_records_inserted_total",
            "Number of allocation B-tree records inserted for a filesystem."
        ),
        XFSColumn(
            "abt",
            3,
            "node_xfs_allocation_btree_records_deleted_total",
            "Number of allocation B-tree records deleted for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            0,
            "node_xfs_block_mapping_reads_total",
            "Number of block map for read operations for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            1,
            "node_xfs_block_mapping_writes_total",
            "Number of block map for write operations for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            2,
            "node_xfs_block_mapping_unmaps_total",
            "Number of block unmaps (deletes) for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            3,
            "node_xfs_block_mapping_extent_list_insertions_total",
            "Number of extent list insertions for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            4,
            "node_xfs_block_mapping_extent_list_deletions_total",
            "Number of extent list deletions for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            5,
            "node_xfs_block_mapping_extent_list_lookups_total",
            "Number of extent list lookups for a filesystem."
        ),
        XFSColumn(
            "blk_map",
            6,
            "node_xfs_block_mapping_extent_list_compares_total",
            "Number of extent list compares for a filesystem."
        ),
        XFSColumn(
            "bmbt",
            0,
            "node_xfs_block_map_btree_lookups_total",
            "Number of block map B-tree lookups for a filesystem."
        ),
        XFSColumn(
            "bmbt",
            1,
            "node_xfs_block_map_btree_compares_total",
            "Number of block map B-tree compares for a filesystem."
        ),
        XFSColumn(
            "bmbt",
            2,
            "node_xfs_block_map_btree_records_inserted_total",
            "Number of block map B-tree records inserted for a filesystem."
        ),
        XFSColumn(
            "bmbt",
            3,
            "node_xfs_block_map_btree_records_deleted_total",
            "Number of block map B-tree records deleted for a filesystem."
        ),
        XFSColumn(
            "dir",
            0,
            "node_xfs_directory_operation_lookup_total",
            "Number of file name directory lookups which miss the operating systems directory name lookup cache."
        ),
        XFSColumn(
            "dir",
            1,
            "node_xfs_directory_operation_create_total",
            "Number of times a new directory entry was created for a filesystem."
        ),
        XFSColumn(
            "dir",
            2,
            "node_xfs_directory_operation_remove_total",
            "Number of times an existing directory entry was created for a filesystem."
        ),
        XFSColumn(
            "dir",
            3,
            "node_xfs_directory_operation_getdents_total",
            "Number of times the directory getdents operation was performed for a filesystem."
        ),
        XFSColumn(
            "ig",
            0,
            "node_xfs_inode_operation_attempts_total",
            "Number of times the OS looked for an XFS inode in the inode cache."
        ),
        XFSColumn(
            "ig",
            1,
            "node_xfs_inode_operation_found_total",
            "Number of times the OS looked for and found an XFS inode in the inode cache."
        ),
        XFSColumn(
            "ig",
            2,
            "node_xfs_inode_operation_recycled_total",
            "Number of times the OS found an XFS inode in the cache, but could not use it as it was being recycled."
        ),
        XFSColumn(
            "ig",
            3,
            "node_xfs_inode_operation_missed_total",
            "Number of times the OS looked for an XFS inode in the cache, but did not find it."
        ),
        XFSColumn(
            "ig",
            4,
            "node_xfs_inode_operation_duplicates_total",
            "Number of times the OS tried to add a missing XFS inode to the inode cache, but found it had already been added by another process."
        ),
        XFSColumn(
            "ig",
            5,
            "node_xfs_inode_operation_reclaims_total",
            "Number of times the OS reclaimed an XFS inode from the inode cache to free memory for another purpose."
        ),
        XFSColumn(
            "ig",
            6,
            "node_xfs_inode_operation_attribute_changes_total",
            "Number of times the OS explicitly changed the attributes of an XFS inode."
        ),
        XFSColumn(
            "rw",
            0,
            "node_xfs_write_calls_total",
            "Number of write(2) system calls made to files in a filesystem."
        ),
        XFSColumn(
            "rw",
            1,
            "node_xfs_read_calls_total",
            "Number of read(2) system calls made to files in a filesystem."
        ),
        XFSColumn(
            "vnodes",
            0,
            "node_xfs_vnode_active_total",
            "Number of vnodes not on free lists for a filesystem."
        ),
        XFSColumn(
            "vnodes",
            1,
            "node_xfs_vnode_allocate_total",
            "Number of times vn_alloc called for a filesystem."
        ),
        XFSColumn(
            "vnodes",
            2,
            "node_xfs_vnode_get_total",
            "Number of times vn_get called for a filesystem."
        ),
        XFSColumn(
            "vnodes",
            3,
            "node_xfs_vnode_hold_total",
            "Number of times vn_hold called for a filesystem."
        ),
        XFSColumn(
            "vnodes",
            4,
            "node_xfs_vnode_release_total",
            "Number of times vn_rele called for a filesystem."
        ),
        XFSColumn(
            "vnodes",
            5,
            "node_xfs_vnode_reclaim_total",
            "Number of times vn_reclaim called for a filesystem."
        ),
        XFSColumn(
            "vnodes",
            6,
            "node_xfs_vnode_remove_total",
            "Number of times vn_remove called for a filesystem."
        ),
    ]

    private let devices: DeviceDirectory

    init(_ settings: CollectorSettings) {
        devices = DeviceDirectory(settings.sys("fs/xfs"), attributes: ["stats/stats"]) { !($0 == "stats") }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        do {
            try devices.refresh()
        } catch .absent {
            // A machine without XFS.
            return
        }
        for column in XFSCollector.columns where !devices.devices.isEmpty {
            page.family(column.family, .counter, column.help)
            for device in devices.devices {
                guard let text = device.read(0, into: buffer), !text.isEmpty, let value = value(of: column, in: text)
                else { continue }
                page.label("device", of: device).add(value)
            }
        }
    }

    /// A line that this kernel does not have counts nothing, and is 0 as in node_exporter.
    private func value(of column: XFSColumn, in text: KernelText) -> UInt64? {
        var rest = text
        while var fields = rest.nextLine() {
            guard let title = fields.nextField(), title == column.line else { continue }
            for _ in 0..<column.index { _ = fields.nextField() }
            return fields.nextUnsigned()
        }
        return 0
    }
}
