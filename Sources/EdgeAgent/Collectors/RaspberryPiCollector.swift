internal import ProcFS

/// `raspberrypi`: what a Raspberry Pi's firmware says about its power supply and its throttling.
///
/// Temperature, voltages and clocks of the board come by the general ways: `thermal_zone`, `hwmon` (`rpi_volt`) and
/// `cpufreq`. What the firmware's clocks are is there where the kernel exposes them below `/sys/kernel/debug/clk`.
/// Source: <https://www.raspberrypi.com/documentation/computers/os.html#get_throttled>.
final class RaspberryPiCollector: Collector {
    let name: StaticString = "raspberrypi"
    let prefixes: [StaticString] = ["edge_pi_"]

    /// The conditions, each with the bit that says so now; 16 bits higher it says so since boot.
    private static let conditions: [(bit: UInt64, name: StaticString)] = [
        (2, "frequency_capped"), (8, "soft_temperature_limit"), (4, "throttled"), (1, "under_voltage"),
    ]

    private var throttled: KernelFile
    private let frequencies: DeviceDirectory
    private let regulators: DeviceDirectory

    init(_ settings: CollectorSettings) {
        throttled = KernelFile(settings.sys("devices/platform/soc/soc:firmware/get_throttled"), .whole)
        frequencies = DeviceDirectory(settings.sys("kernel/debug/clk"), attributes: ["clk_rate"]) {
            $0.hasPrefix("fw-clk-")
        }
        regulators = DeviceDirectory(settings.sys("class/regulator"), attributes: ["name", "microvolts"])
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        if page.wants("edge_pi_condition") { try writeConditions(to: page, using: buffer) }
        if page.wants("edge_pi_clock_hertz") { writeClocks(to: page, using: buffer) }
        if page.wants("edge_pi_regulator_volts") { writeVoltages(to: page, using: buffer) }
    }

    private func writeConditions(to page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        let text = try throttled.read(into: buffer).trimmed
        guard let bits = text.hexadecimal else {
            throw .malformed(path: throttled.path, expected: "hexadecimal digits", found: text.prefix(80).string)
        }
        page.family("edge_pi_condition", .gauge, "Whether the firmware reports the condition now (1 = yes, 0 = no).")
        for condition in RaspberryPiCollector.conditions {
            page.label("condition", condition.name).add(bits & condition.bit != 0 ? 1.0 : 0.0)
        }
        page.family(
            "edge_pi_condition_since_boot",
            .gauge,
            "Whether the firmware reported the condition since boot (1 = yes, 0 = no)."
        )
        for condition in RaspberryPiCollector.conditions {
            page.label("condition", condition.name).add(bits & (condition.bit << 16) != 0 ? 1.0 : 0.0)
        }
    }

    private func writeClocks(to page: SamplePage, using buffer: ReadBuffer) {
        guard isThere(frequencies) else { return }
        page.family("edge_pi_clock_hertz", .gauge, "Frequency of a clock of the firmware.")
        for clock in frequencies.devices {
            guard let rate = clock.number(0, into: buffer) else { continue }
            page.label("clock", of: clock, dropping: 7).add(rate)
        }
    }

    private func writeVoltages(to page: SamplePage, using buffer: ReadBuffer) {
        guard isThere(regulators) else { return }
        page.family("edge_pi_regulator_volts", .gauge, "Voltage that a regulator is set to.")
        for regulator in regulators.devices {
            guard let microvolts = regulator.number(1, into: buffer) else { continue }
            page.label("name", regulator.read(0, into: buffer) ?? .empty).label("regulator", of: regulator)
            page.add(microvolts / 1e6)
        }
    }

    /// Only root may read below `debug`, and not every kernel has regulators.
    private func isThere(_ directory: DeviceDirectory) -> Bool {
        do {
            try directory.refresh()
            return !directory.devices.isEmpty
        } catch {
            return false
        }
    }
}
