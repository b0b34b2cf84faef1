import Collectors
import Foundation
import Testing

/// What node_exporter tells since releases that Debian 12 does not have, where the older ones say nothing else.
@Suite struct NewerFamiliesTests {
    /// A copy of the assembled board for as long as `body` runs.
    private func withBoard(_ body: (Board) throws -> Void) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        try body(board)
    }

    @Test(
        arguments: [
            ("1,3-5,9\n", [1, 3, 4, 5, 9]), ("2\n", [2]), ("\n", []), ("0-18446744073709551615\n", []),
            ("5-3,x,-,7", [7]),
        ] as [(String, [Int])]
    )
    func namesTheProcessorsThatTheSchedulerLeavesAlone(list: String, expected: [Int]) throws {
        try withBoard { board in
            try board.write(list, to: "sys/devices/system/cpu/isolated")
            let lines = series(try board.page(["cpu"]), of: "node_cpu_isolated")
            #expect(lines == expected.map { "node_cpu_isolated{cpu=\"\($0)\"} 1" })
        }
    }

    @Test func saysWhichProcessorsAreOnWhereTheFirstCanBeSwitchedOff() throws {
        try withBoard { board in
            try board.write("0\n", to: "sys/devices/system/cpu/cpu1/online")
            try FileManager.default.removeItem(at: board.root.appending(path: "sys/devices/system/cpu/cpu0/online"))
            #expect(series(try board.page(["cpu"]), of: "node_cpu_online").isEmpty)
            try board.write("1\n", to: "sys/devices/system/cpu/cpu0/online")
            #expect(
                series(try board.page(["cpu"]), of: "node_cpu_online") == [
                    #"node_cpu_online{cpu="0"} 1"#, #"node_cpu_online{cpu="1"} 0"#,
                ]
            )
        }
    }

    @Test func countsTheCommitsOfBtrfs() throws {
        try withBoard { board in
            let folder = "sys/fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/"
            let text = "commits 12\nlast_commit_ms 34\nmax_commit_ms 5600\ntotal_commit_ms 78900\n"
            try board.write(text, to: folder + "commit_stats")
            let page = try board.page(["btrfs"])
            let expected = [
                ("node_btrfs_commits_total", "counter", 12), ("node_btrfs_last_commit_seconds", "gauge", 0.034),
                ("node_btrfs_max_commit_seconds", "gauge", 5.6), ("node_btrfs_commit_seconds_total", "counter", 78.9),
            ]
            for (family, type, value) in expected {
                let line = try #require(series(page, of: family).first, "\(family)")
                #expect(line.hasSuffix("} \(value)") || line.hasSuffix("} \(Int(value))"), "\(line)")
                #expect(page.contains("# TYPE \(family) \(type)\n"))
            }
            // Kernels before 5.18 do not count them.
            try FileManager.default.removeItem(at: board.root.appending(path: folder + "commit_stats"))
            #expect(!(try board.page(["btrfs"]).contains("commit")))
        }
    }

    @Test func countsTheDisksOfArraysAsSysfsDoes() throws {
        try withBoard { board in
            try board.write("3 (2)\n", to: "sys/block/md6/md/raid_disks")
            try board.write("1\n", to: "sys/block/md6/md/degraded")
            try board.write("2\n", to: "sys/block/md10/md/raid_disks")
            try board.write("8\n", to: "sys/block/sda/size")
            let page = try board.page(["mdadm"])
            #expect(
                series(page, of: "node_md_raid_disks") == [
                    #"node_md_raid_disks{device="md10"} 2"#, #"node_md_raid_disks{device="md6"} 3"#,
                ]
            )
            #expect(
                series(page, of: "node_md_degraded") == [
                    #"node_md_degraded{device="md10"} 0"#, #"node_md_degraded{device="md6"} 1"#,
                ]
            )
        }
    }

    @Test func measuresTheNamespacesOfStorageControllers() throws {
        try withBoard { board in
            for (file, text) in [("size", "1000"), ("nuse", "250"), ("queue/logical_block_size", "4096")] {
                try board.write(text + "\n", to: "sys/class/nvme/nvme0/nvme0c0n2/" + file)
                try board.write(text + "\n", to: "sys/class/nvme/nvme0/nvme0n1/" + file)
            }
            let page = try board.page(["nvme"])
            let labels = #"{device="nvme0",nsid="2"}"#
            let expected = [
                #"node_nvme_namespace_info{ana_state="unknown",device="nvme0",nsid="2"} 1"#,
                "node_nvme_namespace_capacity_bytes\(labels) 4096000",
                "node_nvme_namespace_size_bytes\(labels) 4096000",
                "node_nvme_namespace_used_bytes\(labels) 1024000",
                "node_nvme_namespace_logical_block_size_bytes\(labels) 4096",
            ]
            let lines = page.split(separator: "\n").map(String.init)
            let found = lines.filter { $0.hasPrefix("node_nvme_namespace_") }
            #expect(found.filter { $0.contains("nsid=\"2\"") } == expected)
            #expect(found.count == 2 * expected.count, "one that the board has, and no other")
            try board.write("optimized\n", to: "sys/class/nvme/nvme0/nvme0c0n2/ana_state")
            #expect(try board.page(["nvme"]).contains(#"{ana_state="optimized",device="nvme0",nsid="2"} 1"#))
        }
    }

    @Test(
        arguments: [
            ("SUPPORT_END=2028-06-30", "1845936000"), (#"SUPPORT_END="1970-01-01""#, "0"),
            ("SUPPORT_END=2027-02-29", nil), ("SUPPORT_END=soon", nil), ("NAME=x", nil),
        ] as [(String, String?)]
    )
    func saysUntilWhenTheSystemIsSupported(line: String, expected: String?) throws {
        try withBoard { board in
            try board.write("ID=rolling\n\(line)\n", to: "etc/os-release")
            let page = try board.page(["os"]) { $0.rootfs = board.root.path }
            let lines = series(page, of: "node_os_support_end_timestamp_seconds").map { $0.split(separator: " ")[1] }
            #expect(lines.map { Double($0) } == [expected].compactMap { $0 }.map { Double($0) })
            #expect(!series(page, of: "node_os_info").isEmpty && series(page, of: "node_os_version").isEmpty)
        }
    }

    @Test func countsWhatTheProtocolsThrowAway() throws {
        try withBoard { board in
            let text = "TcpExt: TCPOFOQueue TCPRcvQDrop TCPOFODrop\nTcpExt: 42 7 9\n"
            try board.write(text, to: "proc/net/netstat")
            let page = try board.page(["netstat"])
            #expect(page.contains("node_netstat_TcpExt_TCPOFOQueue 42\n"))
            #expect(page.contains("node_netstat_TcpExt_TCPRcvQDrop 7\n"))
            #expect(!page.contains("TCPOFODrop"))
        }
    }

    /// Asked for by itself, and with the file systems of the machine that runs the test, which any has at `/`.
    @Test func numbersTheDevicesOfFileSystems() throws {
        try withBoard { board in
            let mounts = "/dev/root / ext4 rw 0 0\n/dev/sda1 /no\\040where ext4 rw 0 0\n"
            try board.write(mounts, to: "proc/1/mounts")
            let info = """
                22 1 8:1 / /no\\040where rw,noatime shared:1 master:2 - ext4 /dev/sda1 rw
                21 1 179:2 / / rw - ext4 /dev/root rw
                cut off
                23 1 0:5 / /elsewhere rw - tmpfs tmpfs rw

                """
            try board.write(info, to: "proc/1/mountinfo")
            let page = try board.page(["filesystem"])
            #expect(
                series(page, of: "node_filesystem_mount_info") == [
                    #"node_filesystem_mount_info{device="/dev/sda1",major="8",minor="1",mountpoint="/no where"} 1"#,
                    #"node_filesystem_mount_info{device="/dev/root",major="179",minor="2",mountpoint="/"} 1"#,
                ]
            )
            try FileManager.default.removeItem(at: board.root.appending(path: "proc/1/mountinfo"))
            let without = try board.page(["filesystem"])
            #expect(series(without, of: "node_filesystem_mount_info").isEmpty)
            #expect(!series(without, of: "node_filesystem_size_bytes").isEmpty)
        }
    }

    @Test func countsControlGroupsAsNodeExporterDoes() throws {
        try withBoard { board in
            let table = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t12\t1\nmemory\t0\t41\t0\n"
            try board.write(table, to: "proc/cgroups")
            let page = try board.page(["cgroups"])
            #expect(
                series(page, of: "node_cgroups_cgroups") == [
                    #"node_cgroups_cgroups{subsys_name="cpu"} 12"#, #"node_cgroups_cgroups{subsys_name="memory"} 41"#,
                ]
            )
            #expect(
                series(page, of: "node_cgroups_enabled") == [
                    #"node_cgroups_enabled{subsys_name="cpu"} 1"#, #"node_cgroups_enabled{subsys_name="memory"} 0"#,
                ]
            )
        }
    }
}
