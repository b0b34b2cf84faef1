internal import Glibc
internal import ProcFS

/// `hwmon`: temperatures, voltages, fans and what else sensors measure.
///
/// Which sensors a chip has is found out once, when the chip appears; after that only their values are read.
/// Source: `Documentation/hwmon/sysfs-interface.rst` of the kernel.
final class SensorCollector: Collector {
    let name: StaticString = "hwmon"
    let prefixes: [StaticString] = ["node_hwmon_"]

    private final class Reading {
        let plan: SensorPlan
        let chip: [UInt8]
        let sensor: [UInt8]
        var file: KernelFile

        init(_ plan: SensorPlan, chip: [UInt8], sensor: [UInt8], path: String) {
            (self.plan, self.chip, self.sensor) = (plan, chip, sensor)
            file = KernelFile(path, .whole)
        }
    }

    private let chips: DeviceDirectory
    private var readings: [Reading] = []
    private var labels: [(chip: [UInt8], sensor: [UInt8], label: [UInt8])] = []
    private var names: [(chip: [UInt8], name: [UInt8])] = []

    private let chipFilter: NameFilter
    private let sensorFilter: NameFilter

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        chipFilter = try NameFilter(settings, including: "hwmon.chip-include", excluding: "hwmon.chip-exclude")
        sensorFilter = try NameFilter(settings, including: "hwmon.sensor-include", excluding: "hwmon.sensor-exclude")
        chips = DeviceDirectory(settings.sys("class/hwmon"))
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if try chips.refresh() { discover(using: buffer) }
        page.family(
            "node_hwmon_chip_names",
            .gauge,
            "Annotation metric for human-readable chip names"
        )
        for entry in names { page.label("chip", bytes: entry.chip).label("chip_name", bytes: entry.name).add(1.0) }
        page.family("node_hwmon_sensor_label", .gauge, "Label for given chip and sensor")
        for entry in labels {
            page.label("chip", bytes: entry.chip).label("label", bytes: entry.label)
                .label("sensor", bytes: entry.sensor).add(1.0)
        }
        var (family, isWanted): ([UInt8]?, Bool) = (nil, false)
        for reading in readings {
            if family != reading.plan.family {
                family = reading.plan.family
                isWanted = begin(reading.plan, on: page)
            }
            guard isWanted, let value = read(reading, using: buffer) else { continue }
            page.label("chip", bytes: reading.chip).label("sensor", bytes: reading.sensor)
            page.add(reading.plan.value(value))
        }
    }

    private func begin(_ plan: SensorPlan, on page: SamplePage) -> Bool {
        page.family(plan.isCounter ? .counter : .gauge) { page in
            plan.family.withUnsafeBufferPointer { page.append(KernelText($0)) }
        } help: { page in
            plan.help.withUnsafeBufferPointer { page.append(KernelText($0)) }
        }
    }

    private func read(_ reading: Reading, using buffer: ReadBuffer) -> Double? {
        do {
            return try reading.file.read(into: buffer).trimmed.number
        } catch {
            // A sensor may be there and have no value now: a fan that stands, a disk that sleeps.
            return nil
        }
    }

    // MARK: - Discovery

    private func discover(using buffer: ReadBuffer) {
        readings.removeAll()
        labels.removeAll()
        names.removeAll()
        for chip in chips.devices {
            let own = text(of: chip.path + "/name", using: buffer)
            let name = chipName(chip, own)
            guard accepts(name, chipFilter) else { continue }
            let readable = cleaned(own)
            if !readable.isEmpty { names.append((name, readable)) }
            var files = sensorFiles(chip.path)
            for file in sensorFiles(chip.path + "/device") where !files.contains(where: { $0.name == file.name }) {
                files.append(file)
            }
            add(files, of: name, using: buffer)
        }
        readings.sort { $0.plan.family.lexicographicallyPrecedes($1.plan.family) }
    }

    private func add(_ files: [SensorFile], of chip: [UInt8], using buffer: ReadBuffer) {
        for file in files {
            let sensor = file.sensor
            guard accepts(chip + [UInt8(ascii: ";")] + sensor, sensorFilter) else { continue }
            if file.element == "label" {
                // Spaces belong to a label: that of a Macintosh's left fan ends with two.
                labels.append((chip, sensor, text(of: file.path, using: buffer, trimming: { $0.withoutNewlines })))
                continue
            }
            let hasBareValue = files.contains { $0.sensor == sensor && $0.element.isEmpty }
            var shown = sensor
            if file.type == "freq" {
                // The one kind of sensor that is shown by what it says of itself, and only then.
                guard let label = files.first(where: { $0.sensor == sensor && $0.element == "label" }) else { continue }
                shown = cleaned(text(of: label.path, using: buffer))
            }
            let plan = SensorPlan(file, hasBareValue: hasBareValue)
            readings.append(Reading(plan, chip: chip, sensor: shown, path: file.path))
        }
    }

    private func accepts(_ name: [UInt8], _ filter: NameFilter) -> Bool {
        name.withUnsafeBufferPointer { filter.accepts(KernelText($0)) }
    }

    private func sensorFiles(_ path: String) -> [SensorFile] {
        var directory = KernelDirectory(path)
        var files: [SensorFile] = []
        do {
            try directory.forEachEntry { name in
                if let file = SensorFile(name.string, below: path) { files.append(file) }
            }
        } catch {
            // A virtual chip has no device.
        }
        return files.sorted { $0.name < $1.name }
    }

    private func text(
        of path: String,
        using buffer: ReadBuffer,
        trimming: (KernelText) -> KernelText = { $0.trimmed }
    ) -> [UInt8] {
        var file = KernelFile(path, .whole)
        do {
            return trimming(try file.read(into: buffer)).bytes
        } catch {
            return []
        }
    }

    /// The chip's device by bus and name, which does not change from one boot to the next; else what the chip calls
    /// itself; else its number.
    private func chipName(_ chip: DeviceDirectory.Device, _ own: [UInt8]) -> [UInt8] {
        if let device = realpath(chip.path + "/device", nil) {
            defer { free(device) }
            let parts = String(cString: device).split(separator: "/").suffix(2).map { cleaned(Array($0.utf8)) }
            let name = Array(parts.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: "_")]))
            if !name.isEmpty { return name }
        }
        let readable = cleaned(own)
        return readable.isEmpty ? cleaned(chip.name) : readable
    }
}

/// Lower case, with an underscore for what may not stand in a name, and none at the ends.
func cleaned(_ text: [UInt8]) -> [UInt8] {
    let lower = text.map { byte -> UInt8 in
        let small = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
        return small.isNameByte ? small : UInt8(ascii: "_")
    }
    var slice = lower[...]
    while slice.first == UInt8(ascii: "_") { slice.removeFirst() }
    while slice.last == UInt8(ascii: "_") { slice.removeLast() }
    return Array(slice)
}

extension KernelText {
    /// The bytes without newlines at the end.
    fileprivate var withoutNewlines: KernelText {
        var text = self
        while let shorter = text.removingSuffix("\n") { text = shorter }
        return text
    }
}
