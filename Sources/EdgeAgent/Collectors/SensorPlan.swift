/// The name of a sensor's file taken apart: `temp1_crit_alarm` is element `crit_alarm` of sensor 1 of type `temp`.
struct SensorFile {
    let name: String
    let path: String
    let type: String
    let sensor: [UInt8]
    let element: String

    private static let types: Set<String> = [
        "vrm", "beep_enable", "update_interval", "in", "cpu", "fan", "pwm", "temp", "curr", "power", "energy",
        "humidity", "intrusion", "freq",
    ]

    /// Takes a name apart; `nil` when it is not one of a sensor.
    init?(_ name: String, below directory: String) {
        let head = name.prefix { !$0.isASCII || !$0.isNumber }
        let digits = name.dropFirst(head.count).prefix { $0.isASCII && $0.isNumber }
        let rest = name.dropFirst(head.count + digits.count)
        guard SensorFile.types.contains(String(head)), rest.isEmpty || rest.first == "_", digits.count < 10 else {
            return nil
        }
        self.name = name
        path = directory + "/" + name
        type = String(head)
        sensor = Array("\(head)\(Int(digits) ?? 0)".utf8)
        element = String(rest.dropFirst())
    }
}

/// What a sensor's file becomes: node_exporter's name, help and unit.
struct SensorPlan {
    let family: [UInt8]
    let help: [UInt8]
    let isCounter: Bool
    /// What the kernel's value is divided or multiplied by.
    private let unit: Unit

    private enum Unit {
        case one, thousandth, millionth, flag
    }

    /// The value in base units.
    func value(_ number: Double) -> Double {
        switch unit {
        case .one: number
        case .thousandth: number * 0.001
        case .millionth: number / 1_000_000
        case .flag: number == 1 ? 1 : 0
        }
    }

    /// Looks up what `file` means.
    ///
    /// - Parameter hasBareValue: Whether the sensor also has a file without element, whose name the input would take.
    init(_ file: SensorFile, hasBareValue: Bool) {
        let (type, element) = (file.type, file.element)
        var name = "node_hwmon_" + type
        if element == "input" {
            if hasBareValue { name += "_input" }
        } else if !element.isEmpty {
            name += "_" + String(decoding: cleaned(Array(element.utf8)), as: UTF8.self)
        }
        let (suffix, help, unit): (String, String, Unit)
        switch (type, element) {
        case ("beep_enable", _):
            (name, suffix, help, unit) = ("node_hwmon_beep_enabled", "", "Hardware beep enabled", .flag)
        case ("vrm", _):
            (name, suffix, help, unit) = (
                "node_hwmon_voltage_regulator_version", "", "Hardware voltage regulator", .one
            )
        case ("update_interval", _):
            (name, suffix, help, unit) = (
                "node_hwmon_update_interval_seconds", "", "Hardware monitor update interval", .thousandth
            )
        case (_, "fault"), (_, "alarm"):
            (suffix, help, unit) = ("", "Hardware sensor \(element) status (\(type))", .one)
        case (_, "beep"):
            (suffix, help, unit) = ("_enabled", "Hardware monitor sensor has beeping enabled", .one)
        case ("in", _), ("cpu", _):
            (suffix, help, unit) = ("_volts", "Hardware monitor for voltage (\(element))", .thousandth)
        case ("temp", let element) where element != "type":
            (suffix, help, unit) = ("_celsius", "Hardware monitor for temperature (\(element))", .thousandth)
        case ("curr", _):
            (suffix, help, unit) = ("_amps", "Hardware monitor for current (\(element))", .thousandth)
        case ("energy", _):
            (suffix, help, unit) = ("_joule_total", "Hardware monitor for joules used so far (\(element))", .millionth)
        case ("power", "accuracy"):
            (suffix, help, unit) = ("", "Hardware monitor power meter accuracy, as a ratio", .millionth)
        case ("power", "average_interval"), ("power", "average_interval_min"), ("power", "average_interval_max"):
            (suffix, help, unit) = (
                "_seconds", "Hardware monitor power usage update interval (\(element))", .thousandth
            )
        case ("power", _):
            (suffix, help, unit) = ("_watt", "Hardware monitor for power usage in watts (\(element))", .millionth)
        case ("humidity", _):
            (suffix, help, unit) = (
                "",
                "Hardware monitor for humidity, as a ratio (multiply with 100.0 to get the humidity as a percentage) "
                    + "(\(element))",
                .millionth
            )
        case ("fan", "input"), ("fan", "min"), ("fan", "max"), ("fan", "target"):
            (suffix, help, unit) = ("_rpm", "Hardware monitor for fan revolutions per minute (\(element))", .one)
        case ("freq", "input"):
            (suffix, help, unit) = ("_freq_mhz", "Hardware monitor for GPU frequency in MHz", .millionth)
        default:
            (suffix, help, unit) = ("", "Hardware monitor \(type) element \(element)", .one)
        }
        family = Array((name + suffix).utf8)
        self.help = Array(help.utf8)
        isCounter = type == "energy"
        self.unit = unit
    }
}
