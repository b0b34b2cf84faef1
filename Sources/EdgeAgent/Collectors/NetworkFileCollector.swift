internal import ProcFS

/// `nfs`: what this machine asked of NFS servers.
///
/// Source: `nfsstat(8)`; `include/linux/nfs*.h` of the kernel gives the procedures' order.
final class NetworkFileCollector: Collector {
    let name: StaticString = "nfs"
    let prefixes: [StaticString] = ["node_nfs_"]

    private static let procedures: [(line: StaticString, version: StaticString, methods: [StaticString])] = [
        (
            "proc2", "2",
            [
                "Null", "GetAttr", "SetAttr", "Root", "Lookup", "ReadLink", "Read", "WrCache", "Write", "Create",
                "Remove", "Rename", "Link", "SymLink", "MkDir", "RmDir", "ReadDir", "FsStat",
            ]
        ),
        (
            "proc3", "3",
            [
                "Null", "GetAttr", "SetAttr", "Lookup", "Access", "ReadLink", "Read", "Write", "Create", "MkDir",
                "SymLink", "MkNod", "Remove", "RmDir", "Rename", "Link", "ReadDir", "ReadDirPlus", "FsStat", "FsInfo",
                "PathConf", "Commit",
            ]
        ),
        (
            "proc4", "4",
            [
                "Null", "Read", "Write", "Commit", "Open", "OpenConfirm", "OpenNoattr", "OpenDowngrade", "Close",
                "Setattr", "FsInfo", "Renew", "SetClientID", "SetClientIDConfirm", "Lock", "Lockt", "Locku", "Access",
                "Getattr", "Lookup", "LookupRoot", "Remove", "Rename", "Link", "Symlink", "Create", "Pathconf",
                "StatFs",
                "ReadLink", "ReadDir", "ServerCaps", "DelegReturn", "GetACL", "SetACL", "FsLocations",
                "ReleaseLockowner",
                "Secinfo", "FsidPresent", "ExchangeID", "CreateSession", "DestroySession", "Sequence", "GetLeaseTime",
                "ReclaimComplete", "LayoutGet", "GetDeviceInfo", "LayoutCommit", "LayoutReturn", "SecinfoNoName",
                "TestStateID", "FreeStateID", "GetDeviceList", "BindConnToSession", "DestroyClientID", "Seek",
                "Allocate",
                "DeAllocate", "LayoutStats", "Clone",
            ]
        ),
    ]

    private var file: KernelFile

    init(_ settings: CollectorSettings) {
        file = KernelFile(settings.proc("net/rpc/nfs"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let text = try file.read(into: buffer)
        page.family(
            "node_nfs_packets_total",
            .counter,
            "Total NFSd network packets (sent+received) by protocol type."
        )
        page.label("protocol", "udp").add(try value("net", 1, of: text))
        page.label("protocol", "tcp").add(try value("net", 2, of: text))
        page.family("node_nfs_connections_total", .counter, "Total number of NFSd TCP connections.")
        page.add(try value("net", 3, of: text))
        page.family("node_nfs_rpcs_total", .counter, "Total number of RPCs performed.")
        page.add(try value("rpc", 0, of: text))
        page.family("node_nfs_rpc_retransmissions_total", .counter, "Number of RPC transmissions performed.")
        page.add(try value("rpc", 1, of: text))
        page.family(
            "node_nfs_rpc_authentication_refreshes_total",
            .counter,
            "Number of RPC authentication refreshes performed."
        )
        page.add(try value("rpc", 2, of: text))
        page.family("node_nfs_requests_total", .counter, "Number of NFS procedures invoked.")
        for procedures in NetworkFileCollector.procedures {
            // A kernel that does not speak this version has no such line, an older one a shorter line: what it does not
            // know was never asked for.
            var fields = line(procedures.line, of: text) ?? .empty
            _ = fields.nextUnsigned()
            for method in procedures.methods {
                page.label("method", method).label("proto", procedures.version).add(fields.nextUnsigned() ?? 0)
            }
        }
    }

    private func line(_ title: StaticString, of text: KernelText) -> KernelText? {
        var rest = text
        while var fields = rest.nextLine() {
            if let first = fields.nextField(), first == title { return fields }
        }
        return nil
    }

    private func value(_ title: StaticString, _ index: Int, of text: KernelText) throws(ProcFSError) -> UInt64 {
        var fields = line(title, of: text) ?? .empty
        for _ in 0..<index { _ = fields.nextField() }
        guard let value = fields.nextUnsigned() else {
            throw .malformed(path: file.path, expected: "at least \(index + 1) numbers", found: "\(title)")
        }
        return value
    }
}
