internal import ProcFS

/// `bonding`: how many of a bond's interfaces are up.
///
/// Source: `Documentation/networking/bonding.rst` of the kernel.
final class BondingCollector: Collector {
    let name: StaticString = "bonding"
    let prefixes: [StaticString] = ["node_bonding_"]

    private struct Bond {
        var name: [UInt8]
        var slaves: UInt64 = 0
        var active: UInt64 = 0
    }

    private let sysfs: String
    private var masters: KernelFile
    private let bondBuffer = ReadBuffer(capacity: 4_096)

    init(_ settings: CollectorSettings) {
        sysfs = settings.sys("class/net")
        masters = KernelFile(sysfs + "/bonding_masters", .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        var names = try masters.read(into: buffer)
        var bonds: [Bond] = []
        let needsStates = page.wants("node_bonding_active")
        while let name = names.nextField() { bonds.append(try read(name, withStates: needsStates)) }
        page.family("node_bonding_slaves", .gauge, "Number of configured slaves per bonding interface.")
        for bond in bonds { page.label("master", bytes: bond.name).add(bond.slaves) }
        page.family("node_bonding_active", .gauge, "Number of active slaves per bonding interface.")
        for bond in bonds { page.label("master", bytes: bond.name).add(bond.active) }
    }

    private func read(_ name: KernelText, withStates needsStates: Bool) throws(ProcFSError) -> Bond {
        var bond = Bond(name: name.bytes)
        let path = sysfs + "/" + name.string
        var file = KernelFile(path + "/bonding/slaves", .whole)
        let slaves = try file.read(into: bondBuffer).string.split { $0 == " " || $0 == "\n" }
        for slave in slaves {
            bond.slaves += 1
            if needsStates, try isUp(path, slave) { bond.active += 1 }
        }
        return bond
    }

    /// Kernels name the directory of a slave `lower_eth0`; older ones `slave_eth0`.
    private func isUp(_ path: String, _ slave: Substring) throws(ProcFSError) -> Bool {
        do {
            var status = KernelFile(path + "/lower_\(slave)/bonding_slave/mii_status", .whole)
            return try status.read(into: bondBuffer).trimmed == "up"
        } catch .absent {
            var status = KernelFile(path + "/slave_\(slave)/bonding_slave/mii_status", .whole)
            return try status.read(into: bondBuffer).trimmed == "up"
        }
    }
}
