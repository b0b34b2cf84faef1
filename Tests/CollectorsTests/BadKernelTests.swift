import Collectors
import Foundation
import ProcFS
import TestSupport
import Testing

/// Whatever a file says: no trap, the other collectors unharmed, the failing one reported.
@Suite struct BadKernelTests {
    /// The files, each with the collectors that read it.
    private static let readers: [(file: String, collectors: [String])] = [
        ("stat", ["cpu", "stat"]), ("cpuinfo", ["cpu"]), ("loadavg", ["loadavg"]), ("meminfo", ["meminfo"]),
        ("vmstat", ["vmstat"]), ("diskstats", ["diskstats"]), ("net/dev", ["netdev"]), ("net/netstat", ["netstat"]),
        ("net/snmp", ["netstat"]), ("net/snmp6", ["netstat"]), ("net/sockstat", ["sockstat"]),
        ("net/sockstat6", ["sockstat"]), ("pressure/cpu", ["pressure"]), ("pressure/io", ["pressure"]),
        ("pressure/memory", ["pressure"]), ("1/mounts", ["filesystem"]), ("mdstat", ["mdadm"]),
        ("schedstat", ["schedstat"]), ("net/softnet_stat", ["softnet"]), ("net/arp", ["arp"]),
        ("net/udp", ["udp_queues"]), ("net/stat/nf_conntrack", ["conntrack"]), ("net/rpc/nfs", ["nfs"]),
        ("buddyinfo", ["buddyinfo"]), ("slabinfo", ["slabinfo"]), ("softirqs", ["softirqs"]),
        ("interrupts", ["interrupts"]), ("zoneinfo", ["zoneinfo"]), ("sys/fs/file-nr", ["filefd", "sysctl"]),
        ("1/stat", ["processes"]), ("1/mountinfo", ["filesystem"]), ("cgroups", ["cgroups"]),
    ]

    @Test(arguments: readers.map(\.file))
    func survivesTruncationAtEveryLength(file: String) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let url = board.root.appending(path: "proc/" + file)
        let whole = try Data(contentsOf: url)
        let names = try #require(BadKernelTests.readers.first { $0.file == file }).collectors + ["loadavg"]
        var settings = board.settings
        for entry in catalogue { settings.isEnabled[entry.name] = names.contains(entry.name) }
        let round = CollectionRound(try makeCollectors(settings))
        let page = SamplePage()
        for length in stride(from: whole.count, through: 0, by: -1) {
            try truncate(url, to: length)
            round.collect(into: page)
            #expect(page.successes.count == Set(names).count)
            if file != "loadavg" { #expect(page.successes[#"collector="loadavg""#] == 1) }
        }
    }

    @Test(arguments: readers.map(\.file), ["missing", "empty", "directory", "absurd", "binary"])
    func costsOnlyTheFailingCollector(file: String, damage: String) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        var settings = board.settings
        for entry in catalogue { settings.isEnabled[entry.name] = true }
        let page = SamplePage()
        let round = CollectionRound(try makeCollectors(settings))
        round.collect(into: page)
        let before = page.successes
        try apply(damage, to: board.root.appending(path: "proc/" + file))
        CollectionRound(try makeCollectors(settings)).collect(into: page)
        let after = page.successes
        #expect(after.count == before.count)
        let readers = try #require(BadKernelTests.readers.first { $0.file == file }).collectors
        for (collector, success) in after where before[collector] != success {
            #expect(readers.contains { collector == "collector=\"\($0)\"" }, "\(collector)")
        }
    }

    /// What attributes may say instead of what they mean, by names that fit into a test's.
    private static let absurdities = [
        "nothing": "", "minus one": "-1", "64 bits": "18446744073709551615", "more": "99999999999999999999999999",
        "huge": "1e308", "no number": "nan", "infinite": "-inf", "hexadecimal": "0xffffffffffffffff",
        "least": "-9223372036854775808", "only 0x": "0x", "only a sign": "-", "only a point": ".",
        "binary": "\u{0}\u{1}\u{ff}", "long": String(repeating: "7", count: 5_000),
    ]

    @Test(arguments: absurdities.keys.sorted())
    func survivesWhateverEachAttributeSays(absurdity: String) throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        let text = try #require(BadKernelTests.absurdities[absurdity])
        for tree in ["sys", "cgroup", "udev", "text"] {
            let files = FileManager.default.enumerator(
                at: board.root.appending(path: tree),
                includingPropertiesForKeys: [.isRegularFileKey]
            )
            for case let url as URL in try #require(files)
            where try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                try Data(text.utf8).write(to: url)
            }
        }
        var settings = board.settings
        for entry in catalogue { settings.isEnabled[entry.name] = true }
        let page = SamplePage()
        CollectionRound(try makeCollectors(settings)).collect(into: page)
        #expect(page.successes.count == catalogue.count)
        #expect(page.successes[#"collector="loadavg""#] == 1)
    }

    @Test func survivesMoreThreadsThanCanBeCounted() throws {
        let board = try Board.assembled.copy()
        defer { board.remove() }
        for process in ["1", "10"] {
            let url = board.root.appending(path: "proc/\(process)/stat")
            let fields = "1 (many) S" + String(repeating: " 18446744073709551615", count: 40)
            try Data(fields.utf8).write(to: url)
        }
        var settings = board.settings
        for entry in catalogue { settings.isEnabled[entry.name] = entry.name == "processes" }
        let page = SamplePage()
        CollectionRound(try makeCollectors(settings)).collect(into: page)
        #expect(page.successes[#"collector="processes""#] == 1)
    }

    private func truncate(_ url: URL, to length: Int) throws {
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: UInt64(length))
        try handle.close()
    }

    private func apply(_ damage: String, to url: URL) throws {
        switch damage {
        case "missing":
            try FileManager.default.removeItem(at: url)
        case "empty":
            try Data().write(to: url)
        case "directory":
            try FileManager.default.removeItem(at: url)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        case "absurd":
            let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            let absurd = text.replacing(/[0-9]+/) { _ in "99999999999999999999999999999999999999" }
            try Data(absurd.utf8).write(to: url)
        default:
            var random = SplitMix64(seed: UInt64(url.path.utf8.count))
            try Data((0..<4_096).map { _ in UInt8.random(in: 0...255, using: &random) }).write(to: url)
        }
    }
}

extension SamplePage {
    /// Which collectors succeeded, by their labels.
    var successes: [String: Double] {
        var result: [String: Double] = [:]
        for (index, family) in families.enumerated() where string(family.name) == "node_scrape_collector_success" {
            for sample in samples(ofFamily: index) { result[string(samples[sample].labels)] = samples[sample].value }
        }
        return result
    }
}
