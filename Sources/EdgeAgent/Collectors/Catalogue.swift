/// A collector as flags and help know it.
public struct CatalogueEntry: Sendable {
    /// What it is called.
    public let name: String
    /// Whether it runs when no flag says otherwise.
    public let isOnByDefault: Bool
    /// What it collects.
    public let summary: String
    let make: @Sendable (CollectorSettings) throws(CollectorSettingsError) -> any Collector

    init(
        _ name: String,
        _ summary: String,
        isOnByDefault: Bool = true,
        make: @escaping @Sendable (CollectorSettings) throws(CollectorSettingsError) -> any Collector
    ) {
        (self.name, self.isOnByDefault, self.summary, self.make) = (name, isOnByDefault, summary, make)
    }
}

/// All collectors, by name.
public let catalogue: [CatalogueEntry] = [
    CatalogueEntry("arp", "How many neighbours each network device knows.") {
        (settings) throws(CollectorSettingsError) in
        try NeighbourCollector(settings)
    },
    CatalogueEntry("bonding", "How many of a bond's interfaces are up.") { BondingCollector($0) },
    CatalogueEntry("btrfs", "How Btrfs file systems use their space.") { BtrfsCollector($0) },
    CatalogueEntry("buddyinfo", "Free blocks of memory by size.", isOnByDefault: false) { FreeBlockCollector($0) },
    CatalogueEntry("cgroups", "What chosen units use.", isOnByDefault: false) { ControlGroupCollector($0) },
    CatalogueEntry("conntrack", "Connections that the packet filter knows.") { ConnectionTrackingCollector($0) },
    CatalogueEntry("cpu", "Time each processor spent in each mode.") {
        (settings) throws(CollectorSettingsError) in
        try ProcessorCollector(settings)
    },
    CatalogueEntry("cpufreq", "How fast each processor's clock runs.") { FrequencyCollector($0) },
    CatalogueEntry("diskstats", "What each block device has done.") { (settings) throws(CollectorSettingsError) in
        try DiskCollector(settings)
    },
    CatalogueEntry("dmi", "What the firmware says about the machine.") { FirmwareCollector($0) },
    CatalogueEntry("edac", "Errors that the memory controllers found.") { MemoryErrorCollector($0) },
    CatalogueEntry("entropy", "How much randomness the kernel has.") { SingleValueCollector.entropy($0) },
    CatalogueEntry("filefd", "How many files are open.") { OpenFileCollector($0) },
    CatalogueEntry("filesystem", "How full each file system is.") { (settings) throws(CollectorSettingsError) in
        try FilesystemCollector(settings)
    },
    CatalogueEntry("hwmon", "What sensors measure.") {
        (settings) throws(CollectorSettingsError) in
        try SensorCollector(settings)
    },
    CatalogueEntry("interrupts", "Interrupts by processor and kind.", isOnByDefault: false) {
        (settings) throws(CollectorSettingsError) in
        try InterruptCollector(settings)
    },
    CatalogueEntry("ksmd", "Pages that the kernel merged.", isOnByDefault: false) {
        SingleValueCollector.samePageMerging($0)
    },
    CatalogueEntry("loadavg", "How many tasks wanted the processor.") { LoadAverageCollector($0) },
    CatalogueEntry("mdadm", "The state of software RAID.") { RaidCollector($0) },
    CatalogueEntry("meminfo", "Where the memory is.") { MemoryCollector($0) },
    CatalogueEntry("netclass", "State and settings of network devices.") { (settings) throws(CollectorSettingsError) in
        try NetworkClassCollector(settings)
    },
    CatalogueEntry("netdev", "What each network device moved.") { (settings) throws(CollectorSettingsError) in
        try NetworkDeviceCollector(settings)
    },
    CatalogueEntry("netstat", "Counters of the network protocols.") { (settings) throws(CollectorSettingsError) in
        try NetworkStatisticsCollector(settings)
    },
    CatalogueEntry("nfs", "What was asked of NFS servers.") { NetworkFileCollector($0) },
    CatalogueEntry("nvme", "NVMe controllers and their state.") { StorageControllerCollector($0) },
    CatalogueEntry("os", "Which distribution this is.") { OperatingSystemCollector($0) },
    CatalogueEntry("powersupplyclass", "Batteries and mains.") { (settings) throws(CollectorSettingsError) in
        try PowerSupplyCollector(settings)
    },
    CatalogueEntry("pressure", "For how long tasks waited for resources.") { PressureCollector($0) },
    CatalogueEntry("process", "What chosen processes use.", isOnByDefault: false) {
        (settings) throws(CollectorSettingsError) in
        try ProcessCollector(settings)
    },
    CatalogueEntry("processes", "Processes and threads by state.", isOnByDefault: false) { ProcessCountCollector($0) },
    CatalogueEntry("rapl", "Energy that parts of the processor used.") { PowerCapCollector($0) },
    CatalogueEntry("raspberrypi", "Throttling and supply of a Raspberry Pi.") { RaspberryPiCollector($0) },
    CatalogueEntry("schedstat", "For how long processes ran or waited.") { SchedulerCollector($0) },
    CatalogueEntry("selinux", "Whether SELinux is enabled.") { MandatoryAccessCollector($0) },
    CatalogueEntry("slabinfo", "The kernel's own caches.", isOnByDefault: false) {
        (settings) throws(CollectorSettingsError) in
        try SlabCollector(settings)
    },
    CatalogueEntry("sockstat", "How many sockets are in which state.") { SocketCollector($0) },
    CatalogueEntry("softirqs", "Soft interrupts by processor and kind.", isOnByDefault: false) {
        SoftInterruptCollector($0)
    },
    CatalogueEntry("softnet", "Packets that processors handled or dropped.") { SoftnetCollector($0) },
    CatalogueEntry("stat", "Interrupts, context switches, forks, boot.") { SystemCollector($0) },
    CatalogueEntry("sysctl", "Chosen settings of the kernel.", isOnByDefault: false) { KernelSettingCollector($0) },
    CatalogueEntry("textfile", "What other programs wrote to files.") { TextfileCollector($0) },
    CatalogueEntry("thermal_zone", "How warm the machine is.") { ThermalCollector($0) },
    CatalogueEntry("time", "What time it is.") { ClockCollector($0) },
    CatalogueEntry("timex", "How the clock is kept right.") { _ in ClockDisciplineCollector() },
    CatalogueEntry("udp_queues", "Memory of datagrams that wait.") { DatagramQueueCollector($0) },
    CatalogueEntry("uname", "What the kernel calls itself.") { _ in KernelNameCollector() },
    CatalogueEntry("vmstat", "Pages that moved or faulted.") { (settings) throws(CollectorSettingsError) in
        try VirtualMemoryCollector(settings)
    },
    CatalogueEntry("watchdog", "Timers that restart a machine that hangs.", isOnByDefault: false) {
        WatchdogCollector($0)
    },
    CatalogueEntry("xfs", "What XFS file systems have done.") { XFSCollector($0) },
    CatalogueEntry("zoneinfo", "How zones of the memory are used.", isOnByDefault: false) { ZoneCollector($0) },
]

/// Makes the collectors that `settings` ask for.
///
/// - Throws: ``CollectorSettingsError`` when a flag has a value that cannot be.
public func makeCollectors(_ settings: CollectorSettings) throws(CollectorSettingsError) -> [any Collector] {
    var collectors: [any Collector] = []
    for entry in catalogue where settings.isEnabled[entry.name] ?? entry.isOnByDefault {
        collectors.append(try entry.make(settings))
    }
    return collectors
}
