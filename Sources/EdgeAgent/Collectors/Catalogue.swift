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
    CatalogueEntry("cpu", "Time each processor spent in each mode.") { ProcessorCollector($0) },
    CatalogueEntry("diskstats", "What each block device has done.") { (settings) throws(CollectorSettingsError) in
        try DiskCollector(settings)
    },
    CatalogueEntry("filesystem", "How full each file system is.") { (settings) throws(CollectorSettingsError) in
        try FilesystemCollector(settings)
    },
    CatalogueEntry("loadavg", "How many tasks wanted the processor.") { LoadAverageCollector($0) },
    CatalogueEntry("meminfo", "Where the memory is.") { MemoryCollector($0) },
    CatalogueEntry("netdev", "What each network device moved.") { (settings) throws(CollectorSettingsError) in
        try NetworkDeviceCollector(settings)
    },
    CatalogueEntry("netstat", "Counters of the network protocols.") { (settings) throws(CollectorSettingsError) in
        try NetworkStatisticsCollector(settings)
    },
    CatalogueEntry("pressure", "For how long tasks waited for resources.") { PressureCollector($0) },
    CatalogueEntry("sockstat", "How many sockets are in which state.") { SocketCollector($0) },
    CatalogueEntry("stat", "Interrupts, context switches, forks, boot.") { SystemCollector($0) },
    CatalogueEntry("vmstat", "Pages that moved or faulted.") { (settings) throws(CollectorSettingsError) in
        try VirtualMemoryCollector(settings)
    },
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
