import Collectors
import Foundation
import Testing

/// Flags of collectors that choose, and what kernels say that not every board says.
@Suite struct CollectorFlagsTests {
    @Test(
        arguments: [
            (#"^(aes|avx.?|constant_tsc)$"#, ["aes", "avx", "avx2", "constant_tsc"]), ("(?i)^SSE$", ["sse"]),
            (#"^sse4_[\d\.]$"#, ["sse4_1", "sse4_2"]), ("^[]x]save$", ["xsave"]),
            (#"^avx512_[\w\-]+info$"#, []),
        ] as [(String, [String])]
    )
    func writesTheFlagsOfTheProcessorThatMatch(expression: String, expected: [String]) throws {
        let page = try Board.assembled.page(["cpu"]) {
            $0.isEnabled["cpu.info"] = nil
            $0.options["collector.cpu.info.flags-include"] = expression
        }
        #expect(
            Set(series(page, of: "node_cpu_flag_info")) == Set(expected.map { "node_cpu_flag_info{flag=\"\($0)\"} 1" })
        )
        #expect(!series(page, of: "node_cpu_info").isEmpty)
        #expect(series(page, of: "node_cpu_bug_info").isEmpty)
    }

    @Test(arguments: ["(", #"[^\W_]"#, "[a", "(?P<name>a)"])
    func refusesWhatItCannotMatch(expression: String) {
        #expect(throws: CollectorSettingsError.self) { try FamilyFilter(include: expression, exclude: "") }
    }

    @Test func keepsTheSensorsThatMatch() throws {
        let all = try Board.assembled.page(["hwmon"])
        let chips = Set(
            series(all, of: "node_hwmon_temp_celsius").compactMap { $0.split(separator: "\"").dropFirst().first }
        )
        let chip = try #require(chips.sorted().first)
        let one = try Board.assembled.page(["hwmon"]) { $0.options["collector.hwmon.chip-include"] = "^\(chip)$" }
        #expect(
            series(one, of: "node_hwmon_temp_celsius")
                == series(all, of: "node_hwmon_temp_celsius").filter { $0.contains("\"\(chip)\"") }
        )
        let others = try Board.assembled.page(["hwmon"]) { $0.options["collector.hwmon.chip-exclude"] = "^\(chip)$" }
        #expect(!others.contains("\"\(chip)\""))
        let sensor = try Board.assembled.page(["hwmon"]) {
            $0.options["collector.hwmon.sensor-include"] = "^\(chip);temp1$"
        }
        #expect(series(sensor, of: "node_hwmon_temp_celsius").count == 1)
    }

    @Test func keepsTheSpacesOfASensorsLabel() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        try board.write("Left side  \n", to: "sys/class/hwmon/hwmon90/fan1_label")
        try board.write("2160\n", to: "sys/class/hwmon/hwmon90/fan1_input")
        let labels = series(try board.page(["hwmon"]), of: "node_hwmon_sensor_label")
        #expect(labels.contains(#"node_hwmon_sensor_label{chip="hwmon90",label="Left side  ",sensor="fan1"} 1"#))
    }

    @Test func keepsTheCachesThatMatch() throws {
        let page = try Board.assembled.page(["slabinfo"]) { $0.options["collector.slabinfo.slabs-include"] = "^tw_" }
        #expect(series(page, of: "node_slabinfo_objects") == [#"node_slabinfo_objects{slab="tw_sock_TCP"} 864"#])
        let rest = try Board.assembled.page(["slabinfo"]) { $0.options["collector.slabinfo.slabs-exclude"] = "^tw_" }
        #expect(!rest.contains("tw_sock_TCP") && rest.contains("dmaengine-unmap-128"))
    }

    @Test func keepsTheInterruptsThatMatchAndOccurred() throws {
        let page = try Board.assembled.page(["interrupts"]) {
            $0.options["collector.interrupts.name-include"] = "^0;IO-APIC-edge;timer$"
            $0.isEnabled["interrupts.include-zeros"] = false
        }
        #expect(
            series(page, of: "node_interrupts_total") == [
                #"node_interrupts_total{cpu="0",devices="timer",info="IO-APIC-edge",type="0"} 18"#
            ]
        )
    }

    /// As the kernel writes them on aarch64: no space behind the name when a count is large, and an empty line at the end.
    @Test func readsTheInterruptsOfABoard() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let text = """
                       CPU0       CPU1
             11: 2714563210   12345678     GICv2  30 Level     arch_timer
            IPI0:2147483648          7       Rescheduling interrupts
            Err:          0
                            \n
            """
        try board.write(text, to: "proc/interrupts")
        let page = try board.page(["interrupts"])
        #expect(
            series(page, of: "node_interrupts_total") == [
                #"node_interrupts_total{cpu="0",devices="30 Level arch_timer",info="GICv2",type="11"} 2714563210"#,
                #"node_interrupts_total{cpu="1",devices="30 Level arch_timer",info="GICv2",type="11"} 12345678"#,
                #"node_interrupts_total{cpu="0",devices="",info="Rescheduling interrupts",type="IPI0"} 2147483648"#,
                #"node_interrupts_total{cpu="1",devices="",info="Rescheduling interrupts",type="IPI0"} 7"#,
            ]
        )
        #expect(page.contains(#"node_scrape_collector_success{collector="interrupts"} 1"#))
    }

    @Test func countsNothingOfWhatTheKernelDoesNotSayOfXFS() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        try board.write("extent_alloc 1 2 3 4\nrw 5\n", to: "sys/fs/xfs/sda1/stats/stats")
        try board.write("", to: "sys/fs/xfs/sdb1/stats/stats")
        let page = try board.page(["xfs"])
        #expect(page.contains("node_xfs_extent_allocation_blocks_freed_total{device=\"sda1\"} 4\n"))
        #expect(page.contains("node_xfs_vnode_active_total{device=\"sda1\"} 0\n"))
        #expect(page.contains("node_xfs_write_calls_total{device=\"sda1\"} 5\n"))
        #expect(!page.contains("node_xfs_read_calls_total") && !page.contains("sdb1"))
    }

    @Test func leavesOutASpeedBelowZeroWhenTold() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        try board.write("-1\n", to: "sys/class/net/bond0/speed")
        let family = "node_network_speed_bytes"
        #expect(
            series(try board.page(["netclass"]), of: family).contains(
                #"node_network_speed_bytes{device="bond0"} -125000"#
            )
        )
        let page = try board.page(["netclass"]) { $0.isEnabled["netclass.ignore-invalid-speed"] = true }
        #expect(!series(page, of: family).isEmpty)
        #expect(!page.contains(#"node_network_speed_bytes{device="bond0"}"#))
    }

    @Test func namesTheZoneOfThePowerMeterInALabelWhenTold() throws {
        let page = try Board.assembled.page(["rapl"]) { $0.isEnabled["rapl.enable-zone-label"] = true }
        #expect(page.contains("# HELP node_rapl_joules_total Current RAPL value in joules\n"))
        #expect(series(page, of: "node_rapl_joules_total").allSatisfy { $0.contains("rapl_zone=\"") })
        #expect(!page.contains("node_rapl_package_joules_total"))
    }

    @Test func writesTheColumnsThatTheKernelHasOfPacketsUnderTheProcessorsOwnNumber() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let tail = "00000000 00000000 00000000 00000000 00000000 "
        let old = "0000000a 00000001 00000002 " + tail + "00000003\n"
        try board.write(old, to: "proc/net/softnet_stat")
        var page = try board.page(["softnet"])
        #expect(
            series(page, of: "node_softnet_cpu_collision_total") == [#"node_softnet_cpu_collision_total{cpu="0"} 3"#]
        )
        #expect(!page.contains("node_softnet_backlog_len"))
        let new =
            "0000000a 00000001 00000002 " + tail + "00000003 00000004 00000005 00000006 00000007 00000000 00000000\n"
        try board.write(new, to: "proc/net/softnet_stat")
        page = try board.page(["softnet"])
        #expect(series(page, of: "node_softnet_processed_total") == [#"node_softnet_processed_total{cpu="7"} 10"#])
        #expect(
            series(page, of: "node_softnet_flow_limit_count_total") == [
                #"node_softnet_flow_limit_count_total{cpu="7"} 5"#
            ]
        )
        #expect(series(page, of: "node_softnet_backlog_len") == [#"node_softnet_backlog_len{cpu="7"} 6"#])
    }

    @Test func countsNoRequestsOfProceduresThatTheKernelDoesNotKnow() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        try board.write("net 1 2 3 4\nrpc 5 6 7\nproc4 2 8 9\n", to: "proc/net/rpc/nfs")
        let requests = series(try board.page(["nfs"]), of: "node_nfs_requests_total")
        #expect(requests.contains(#"node_nfs_requests_total{method="Read",proto="4"} 9"#))
        #expect(requests.contains(#"node_nfs_requests_total{method="Clone",proto="4"} 0"#))
        #expect(requests.contains(#"node_nfs_requests_total{method="Null",proto="2"} 0"#))
    }

    @Test func writesEachGovernorOfAProcessorsClock() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let folder = "sys/devices/system/cpu/cpu0/cpufreq/"
        try board.write("powersave\n", to: folder + "scaling_governor")
        try board.write("performance powersave \n", to: folder + "scaling_available_governors")
        #expect(
            series(try board.page(["cpufreq"]), of: "node_cpu_scaling_governor").prefix(2) == [
                #"node_cpu_scaling_governor{cpu="0",governor="performance"} 0"#,
                #"node_cpu_scaling_governor{cpu="0",governor="powersave"} 1"#,
            ]
        )
    }

    @Test func readsWhatUdevSaysAnewWhenItSaysSomethingElse() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        var settings = board.settings
        for entry in catalogue { settings.isEnabled[entry.name] = entry.name == "diskstats" }
        let round = CollectionRound(try makeCollectors(settings))
        let page = SamplePage()
        func isSaid(_ model: String) -> Bool {
            round.collect(into: page)
            return page.samples.contains { page.string($0.labels).contains("model=\"\(model)\"") }
        }
        try board.write("E:ID_MODEL=FIRST\n", to: "udev/b254:0")
        #expect(isSaid("FIRST") && isSaid("FIRST"))
        let file = board.root.appending(path: "udev/b254:0")
        try Data("E:ID_MODEL=SECOND\n".utf8).write(to: file, options: .atomic)
        #expect(isSaid("SECOND"))
        try FileManager.default.removeItem(at: file)
        #expect(!isSaid("SECOND") && isSaid(""))
    }
}
