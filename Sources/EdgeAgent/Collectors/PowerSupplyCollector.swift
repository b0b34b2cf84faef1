internal import ProcFS

/// `powersupplyclass`: batteries and mains.
///
/// Source: `Documentation/ABI/testing/sysfs-class-power` of the kernel; micro-units become units.
final class PowerSupplyCollector: Collector {
    let name: StaticString = "powersupplyclass"
    let prefixes: [StaticString] = ["node_power_supply_"]

    /// An attribute; the family's name and help are made of ``family``.
    private struct Number {
        let file: StaticString
        let family: StaticString
        let scale: Double

        init(_ file: StaticString, _ family: StaticString, _ scale: Double) {
            (self.file, self.family, self.scale) = (file, family, scale)
        }
    }

    private static let numbers: [Number] = [
        Number("authentic", "authentic", 1), Number("calibrate", "calibrate", 1),
        Number("capacity", "capacity", 1), Number("capacity_alert_max", "capacity_alert_max", 1),
        Number("capacity_alert_min", "capacity_alert_min", 1), Number("cycle_count", "cyclecount", 1),
        Number("online", "online", 1), Number("present", "present", 1),
        Number("time_to_empty_now", "time_to_empty_seconds", 1),
        Number("time_to_full_now", "time_to_full_seconds", 1),
        Number("current_boot", "current_boot", 1e-6), Number("current_max", "current_max", 1e-6),
        Number("current_now", "current_ampere", 1e-6), Number("energy_empty", "energy_empty", 1e-6),
        Number("energy_empty_design", "energy_empty_design", 1e-6), Number("energy_full", "energy_full", 1e-6),
        Number("energy_full_design", "energy_full_design", 1e-6), Number("energy_now", "energy_watthour", 1e-6),
        Number("voltage_boot", "voltage_boot", 1e-6), Number("voltage_max", "voltage_max", 1e-6),
        Number("voltage_max_design", "voltage_max_design", 1e-6), Number("voltage_min", "voltage_min", 1e-6),
        Number("voltage_min_design", "voltage_min_design", 1e-6), Number("voltage_now", "voltage_volt", 1e-6),
        Number("voltage_ocv", "voltage_ocv", 1e-6), Number("charge_control_limit", "charge_control_limit", 1e-6),
        Number("charge_control_limit_max", "charge_control_limit_max", 1e-6),
        Number("charge_counter", "charge_counter", 1e-6), Number("charge_empty", "charge_empty", 1e-6),
        Number("charge_empty_design", "charge_empty_design", 1e-6), Number("charge_full", "charge_full", 1e-6),
        Number("charge_full_design", "charge_full_design", 1e-6), Number("charge_now", "charge_ampere", 1e-6),
        Number("charge_term_current", "charge_term_current", 1e-6),
        Number("constant_charge_current", "constant_charge_current", 1e-6),
        Number("constant_charge_current_max", "constant_charge_current_max", 1e-6),
        Number("constant_charge_voltage", "constant_charge_voltage", 1e-6),
        Number("constant_charge_voltage_max", "constant_charge_voltage_max", 1e-6),
        Number("precharge_current", "precharge_current", 1e-6),
        Number("input_current_limit", "input_current_limit", 1e-6), Number("power_now", "power_watt", 1e-6),
        Number("temp", "temp_celsius", 0.1), Number("temp_alert_max", "temp_alert_max_celsius", 0.1),
        Number("temp_alert_min", "temp_alert_min_celsius", 0.1), Number("temp_ambient", "temp_ambient_celsius", 0.1),
        Number("temp_ambient_max", "temp_ambient_max_celsius", 0.1),
        Number("temp_ambient_min", "temp_ambient_min_celsius", 0.1), Number("temp_max", "temp_max_celsius", 0.1),
        Number("temp_min", "temp_min_celsius", 0.1),
    ]
    /// In the labels' order; `power_supply` itself stands between `model_name` and `scope`.
    private static let texts: [(file: StaticString, label: StaticString)] = [
        ("capacity_level", "capacity_level"), ("charge_type", "charge_type"), ("health", "health"),
        ("manufacturer", "manufacturer"), ("model_name", "model_name"), ("scope", "scope"),
        ("serial_number", "serial_number"), ("status", "status"), ("technology", "technology"), ("type", "type"),
        ("usb_type", "usb_type"),
    ]

    private let supplies: DeviceDirectory

    init(_ settings: CollectorSettings) throws(CollectorSettingsError) {
        let filter = try NameFilter(settings, exclude: "powersupply.ignored-supplies")
        supplies = DeviceDirectory(
            settings.sys("class/power_supply"),
            attributes: PowerSupplyCollector.numbers.map(\.file) + PowerSupplyCollector.texts.map(\.file)
        ) { filter.accepts($0) }
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        try supplies.refresh()
        guard !supplies.devices.isEmpty else { return }
        for (index, number) in PowerSupplyCollector.numbers.enumerated() {
            let isWanted = page.family(.gauge) {
                $0.append("node_power_supply_")
                $0.append(number.family)
            } help: {
                $0.append(number.family)
                $0.append(" value of /sys/class/power_supply/<power_supply>.")
            }
            for supply in supplies.devices where isWanted {
                guard let value = supply.number(index, into: buffer) else { continue }
                // Dividing gives the nearest number, as node_exporter's own division does.
                page.label("power_supply", of: supply)
                page.add(number.scale < 1 ? value / (1 / number.scale).rounded() : value)
            }
        }
        writeTexts(to: page, using: buffer)
    }

    private func writeTexts(to page: SamplePage, using buffer: ReadBuffer) {
        guard page.family("node_power_supply_info", .gauge, "info of /sys/class/power_supply/<power_supply>.") else {
            return
        }
        let first = PowerSupplyCollector.numbers.count
        for supply in supplies.devices {
            for (index, text) in PowerSupplyCollector.texts.enumerated() {
                if index == 5 { page.label("power_supply", of: supply) }
                if let value = supply.read(first + index, into: buffer), !value.isEmpty {
                    page.label(text.label, value)
                }
            }
            page.add(1.0)
        }
    }
}
