import Collectors
import Foundation
import Testing

/// What `name[]=` and `collect[]=` in a request leave unread.
@Suite struct SelectionTests {
    /// Families, each with the names of the files that it takes.
    private static let families: [(family: String, files: Set<String>)] = [
        ("node_load1", ["loadavg"]),
        ("node_memory_MemFree_bytes", ["meminfo"]),
        ("node_cpu_seconds_total", ["stat"]),
        ("node_cpu_info", ["cpuinfo"]),
        ("node_procs_running", ["stat"]),
        ("node_disk_reads_completed_total", ["diskstats"]),
        ("node_disk_info", ["diskstats", "b254:0"]),
        ("node_network_receive_bytes_total", ["dev"]),
        ("node_network_up", ["operstate"]),
        ("node_network_mtu_bytes", ["mtu"]),
        ("node_netstat_Tcp_InSegs", ["snmp"]),
        ("node_netstat_IpExt_InOctets", ["netstat"]),
        ("node_netstat_Udp6_InErrors", ["snmp6"]),
        ("node_sockstat_TCP_inuse", ["sockstat"]),
        ("node_sockstat_TCP6_inuse", ["sockstat6"]),
        ("node_pressure_io_waiting_seconds_total", ["io"]),
        ("node_entropy_available_bits", ["entropy_avail"]),
        ("node_nf_conntrack_entries", ["nf_conntrack_count"]),
        ("node_sysctl_kernel_threads_max", ["threads-max"]),
        ("node_ksmd_run", ["run"]),
        ("node_power_supply_capacity", ["capacity"]),
        ("node_power_supply_online", ["online"]),
        ("node_thermal_zone_temp", ["temp", "type"]),
        ("node_rapl_package_joules_total", ["name", "energy_uj"]),
        ("node_bonding_slaves", ["bonding_masters", "slaves"]),
        ("node_btrfs_reserved_bytes", ["metadata_uuid", "bytes_reserved"]),
        ("node_watchdog_timeout_seconds", ["timeout"]),
        ("node_md_raid_disks", ["raid_disks"]),
        ("node_md_degraded", ["raid_disks", "degraded"]),
        ("node_md_state", ["mdstat"]),
        ("node_cpu_isolated", ["isolated"]),
        ("node_cpu_online", ["online"]),
        ("node_btrfs_commits_total", ["metadata_uuid", "commit_stats"]),
        ("node_cgroups_enabled", ["cgroups"]),
        ("node_processes_max_processes", ["pid_max"]),
        ("edge_cgroup_memory_bytes", ["memory.current"]),
        ("edge_cgroup_memory_kills_total", ["memory.events"]),
    ]

    private func round(_ board: Board, without excluded: Set<String>) throws -> CollectionRound {
        var settings = board.settings
        for entry in catalogue { settings.isEnabled[entry.name] = !excluded.contains(entry.name) }
        return CollectionRound(try makeCollectors(settings))
    }

    private func names(_ opened: Set<String>) -> Set<String> {
        Set(opened.map { URL(fileURLWithPath: $0).lastPathComponent })
    }

    @Test(arguments: families.map(\.family))
    func readsOnlyTheFilesOfTheFamilyThatIsAskedFor(family: String) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let opened = OpenedFiles(below: board.root)
        let round = try round(board, without: [])
        var selection = CollectionRound.Selection()
        selection.families = [family]
        let page = SamplePage(keeping: [Array(family.utf8)])
        _ = opened.take()
        round.collect(into: page, selecting: selection)
        let expected = try #require(SelectionTests.families.first { $0.family == family }).files
        #expect(names(opened.take()) == expected)
        let isThere = page.families.indices.contains {
            page.string(page.families[$0].name) == family && !page.samples(ofFamily: $0).isEmpty
        }
        #expect(isThere)
    }

    @Test(
        arguments: [
            ("loadavg", ["loadavg"]), ("pressure", ["cpu", "io", "memory"]),
            ("conntrack", ["nf_conntrack_count", "nf_conntrack_max", "nf_conntrack"]),
            ("textfile", ["a.prom"]),
        ] as [(String, Set<String>)]
    )
    func readsOnlyTheFilesOfTheCollectorThatIsAskedFor(collector: String, expected: Set<String>) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let opened = OpenedFiles(below: board.root)
        let round = try round(board, without: [])
        var selection = CollectionRound.Selection()
        selection.collectors = [collector]
        _ = opened.take()
        round.collect(into: SamplePage(), selecting: selection)
        #expect(names(opened.take()) == expected)
    }

    @Test(arguments: ["node_scrape_collector_duration_seconds", "node_scrape_collector_success"])
    func runsEveryCollectorWhenHowTheyFaredIsAskedFor(family: String) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        var selection = CollectionRound.Selection()
        selection.families = ["node_load1", family]
        let page = SamplePage(keeping: selection.families.map { Array($0.utf8) })
        try round(board, without: ["netstat"]).collect(into: page, selecting: selection)
        #expect(Set(page.families.map { page.string($0.name) }) == ["node_load1", family])
        #expect(page.samples(ofFamily: 1).count == catalogue.count - 1)
    }

    @Test func readsAllFilesButThoseOfTheCollectorThatIsExcluded() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let opened = OpenedFiles(below: board.root)
        let round = try round(board, without: [])
        var selection = CollectionRound.Selection()
        selection.excludedCollectors = ["loadavg", "netstat"]
        let page = SamplePage()
        _ = opened.take()
        round.collect(into: page, selecting: selection)
        let names = names(opened.take())
        #expect(names.isDisjoint(with: ["loadavg", "netstat", "snmp", "snmp6"]))
        #expect(names.isSuperset(of: ["meminfo", "stat", "vmstat"]))
        #expect(page.successes.count == catalogue.count - 2)
    }

    @Test func looksForAnyFamilyInTheFilesOfOthers() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        try Data("other_program_up 1\n".utf8).write(to: board.root.appending(path: "text/b.prom"))
        var selection = CollectionRound.Selection()
        selection.families = ["other_program_up"]
        let page = SamplePage(keeping: [Array("other_program_up".utf8)])
        try round(board, without: []).collect(into: page, selecting: selection)
        #expect(page.families.map { page.string($0.name) } == ["other_program_up"])
    }
}
