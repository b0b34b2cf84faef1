import Exposition
import Foundation
import MetricModel
import Testing

/// A page of metrics as what is said of each family, and the value of each series.
struct NodeExporterPage {
    /// Debian's node_exporter.
    static let program = "/usr/bin/prometheus-node-exporter"

    /// Whether it is on this machine.
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// The collectors that both have.
    static let collectors = """
        arp bonding btrfs buddyinfo conntrack cpu cpufreq diskstats dmi edac entropy filefd filesystem hwmon interrupts \
        ksmd loadavg mdadm meminfo netclass netdev netstat nfs nvme os powersupplyclass pressure processes rapl \
        schedstat selinux slabinfo sockstat softnet stat sysctl textfile thermal_zone time timex udp_queues uname \
        vmstat xfs zoneinfo
        """.split(separator: " ").map(String.init)

    /// What turns collectors on; Debian changes some of node_exporter's defaults, so both are told.
    static func flags(for collectors: [String]) -> [String] {
        collectors.map { "--collector.\($0)" } + [
            "--collector.netdev.device-exclude=^veth", "--collector.diskstats.device-exclude=^(ram|loop)[0-9]+$",
        ]
    }

    var families: [String: (kind: MetricKind, help: String)] = [:]
    var values: [String: Double] = [:]
    var familyOfSeries: [String: String] = [:]
    /// The collectors that say that they have read all that they look for.
    var succeeding: Set<String> = []

    init(_ body: Data) throws {
        for family in try TextFormat.parse([UInt8](body)) {
            let name = family.name.text
            if name == "node_scrape_collector_success" {
                succeeding = Set(family.samples.filter { $0.value == 1 }.compactMap { $0.labels["collector"] })
            }
            // What a program says about itself is its own.
            if !name.hasPrefix("node_") || name.hasPrefix("node_scrape_") || name.hasPrefix("node_exporter_") {
                continue
            }
            families[name] = (family.kind, family.help)
            for sample in family.samples {
                let series = "\(family.seriesName(of: sample))\(sample.labels)"
                #expect(values.updateValue(sample.value, forKey: series) == nil, "\(series) is there twice")
                familyOfSeries[series] = name
            }
        }
    }

    /// Reports each family that both have and that the other says something else of.
    func expectSameTypesAndHelps(as other: NodeExporterPage) {
        for (name, said) in families {
            guard let expected = other.families[name] else { continue }
            #expect(said.kind == expected.kind, "\(name)")
            #expect(said.help == expected.help, "\(name)")
        }
    }

    /// The series of families that the other has, without those that it has itself.
    func extraSeries(beside other: NodeExporterPage) -> Set<String> {
        Set(values.keys).subtracting(other.values.keys).filter { other.families[familyOfSeries[$0] ?? ""] != nil }
    }
}
