import Collectors
import Foundation
import ProcFS
import Testing

/// Whatever a file says: no trap, the other collectors unharmed, the failing one reported.
@Suite struct BadKernelTests {
    private static let files = [
        "stat", "loadavg", "meminfo", "vmstat", "diskstats", "net/dev", "net/netstat", "net/snmp", "net/snmp6",
        "net/sockstat", "net/sockstat6", "pressure/cpu", "pressure/io", "pressure/memory", "1/mounts",
    ]
    private static let names = catalogue.map(\.name)

    @Test(arguments: files)
    func survivesTruncationAtEveryLength(file: String) throws {
        let board = try Board.virtualMachine.copy()
        defer { board.remove() }
        let url = board.root.appending(path: "proc/" + file)
        let whole = try Data(contentsOf: url)
        var settings = board.settings
        for name in BadKernelTests.names { settings.isEnabled[name] = true }
        let round = CollectionRound(try makeCollectors(settings))
        let page = SamplePage()
        // Every length of short files; of long ones every length near line ends, where something changes.
        let step = max(1, whole.count / 1_500)
        for length in stride(from: whole.count, through: 0, by: -step) {
            try truncate(url, to: length)
            round.collect(into: page)
            #expect(page.successes.filter { $0.value == 0 }.count <= Board.expectedFailures(page) + 2)
        }
    }

    @Test(arguments: files, ["missing", "empty", "directory", "absurd", "binary"])
    func costsOnlyTheFailingCollector(file: String, damage: String) throws {
        let board = try Board.virtualMachine.copy()
        defer { board.remove() }
        var settings = board.settings
        for name in BadKernelTests.names { settings.isEnabled[name] = true }
        let page = SamplePage()
        CollectionRound(try makeCollectors(settings)).collect(into: page)
        let before = page.successes
        let url = board.root.appending(path: "proc/" + file)
        try apply(damage, to: url)
        CollectionRound(try makeCollectors(settings)).collect(into: page)
        let after = page.successes
        #expect(after.count == before.count)
        let changed = after.filter { before[$0.key] != $0.value }
        #expect(changed.count <= 2, "\(changed)")
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

extension Board {
    /// Collectors that fail on an undamaged recording, because that machine does not have what they read.
    static func expectedFailures(_ page: SamplePage) -> Int {
        undamagedFailures
    }

    private static let undamagedFailures: Int = {
        var settings = Board.virtualMachine.settings
        for entry in catalogue { settings.isEnabled[entry.name] = true }
        guard let collectors = try? makeCollectors(settings) else { return 0 }
        let page = SamplePage()
        CollectionRound(collectors).collect(into: page)
        return page.successes.filter { $0.value == 0 }.count
    }()
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
