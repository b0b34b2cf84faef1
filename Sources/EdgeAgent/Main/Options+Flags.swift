internal import Collectors
internal import Sampling
internal import Serving
internal import Shaping

extension Options {
    /// Lets one flag take effect.
    mutating func apply(_ flag: Flag) throws(OptionsError) {
        if flag.name.hasPrefix("collector.") || flag.name.hasPrefix("no-collector.") {
            return try applyCollector(flag)
        }
        let value = flag.value ?? ""
        switch flag.name {
        case "config.file": configurationFile = value
        case "log.level":
            guard let level = Log.Level(name: value) else {
                throw OptionsError(culprit: "--log.level", reason: "`\(value)` is not debug, info, warn or error")
            }
            logLevel = level
        case "path.procfs": collectors.procfs = Options.withoutSlash(value)
        case "path.sysfs": collectors.sysfs = Options.withoutSlash(value)
        case "path.rootfs": collectors.rootfs = value == "/" ? "/" : Options.withoutSlash(value)
        case "path.udev.data": collectors.udevData = Options.withoutSlash(value)
        case "web.listen-address": listenAddresses.append(value)
        case "web.telemetry-path":
            guard value.hasPrefix("/") else {
                throw OptionsError(culprit: "--web.telemetry-path", reason: "`\(value)` does not begin with /")
            }
            telemetryPath = value
        case "web.max-connections": limits.connections = try Options.count(flag, in: 1...100_000)
        case "web.disable-exporter-metrics": includesOwnMetrics = false
        case "window": samples = true
        case "no-window": samples = false
        case "window.collectors":
            sampledCollectors = value.split(separator: ",").map(String.init)
            for name in sampledCollectors where !catalogue.contains(where: { $0.name == name }) {
                throw OptionsError(culprit: "--window.collectors", reason: "there is no collector `\(name)`")
            }
        case "window.include": windowInclude = value
        case "window.exclude": windowExclude = value
        case "window.interval":
            sampling.intervalMilliseconds = try Options.milliseconds(value, flag, in: 50...3_600_000)
        case "window.spans":
            sampling.spansMilliseconds = []
            for span in value.split(separator: ",") {
                let length = try Options.milliseconds(String(span), flag, in: 50...86_400_000)
                // `60s,1m` is one window, not two of the same name.
                if !sampling.spansMilliseconds.contains(length) { sampling.spansMilliseconds.append(length) }
            }
            sampling.spansMilliseconds.sort()
            if sampling.spansMilliseconds.isEmpty {
                throw OptionsError(culprit: "--window.spans", reason: "is empty; --no-window keeps no windows")
            }
        case "window.series-limit": sampling.seriesLimit = try Options.count(flag, in: 1...1_000_000)
        case "history.duration":
            sampling.historyMilliseconds = try Options.milliseconds(value, flag, in: 0...86_400_000)
        default: try applyShaping(flag)
        }
    }

    private mutating func applyShaping(_ flag: Flag) throws(OptionsError) {
        let value = flag.value ?? ""
        switch flag.name {
        case "shaping.socket": (shapingSocket, shaper.socket) = (value, value)
        case "shaping.key-file": shaper.keyFile = value
        case "shaping.allow-user": shapingUsers.append(value)
        case "shaping.state-directory": shaper.stateDirectory = value
        case "shaping.tc": shaper.program = value
        case "shaping.restore-only": shaper.restoresOnly = true
        case "shaping.guard": shaper.guards = true
        case "shaping.interface":
            do {
                try shaper.addInterface(value)
            } catch {
                throw OptionsError(culprit: "--shaping.interface", reason: "\(error)")
            }
        default: try applyForeign(flag)
        }
    }

    /// What only node_exporter knows changes nothing, and is remembered to be said.
    private mutating func applyForeign(_ flag: Flag) throws(OptionsError) {
        let name = flag.name.hasPrefix("no-") ? String(flag.name.dropFirst("no-".count)) : flag.name
        guard ForeignFlags.knows(name) else {
            throw OptionsError(culprit: "--" + flag.name, reason: "there is no such flag")
        }
        foreignFlags.append("--" + flag.name)
    }

    private mutating func applyCollector(_ flag: Flag) throws(OptionsError) {
        let isOn = !flag.name.hasPrefix("no-")
        let given = String(flag.name.dropFirst(isOn ? "collector.".count : "no-collector.".count))
        let name = formerCollectorOptions[given] ?? given
        if name == "disable-defaults" {
            for entry in catalogue where collectors.isEnabled[entry.name] == nil {
                collectors.isEnabled[entry.name] = false
            }
        } else if catalogue.contains(where: { $0.name == name }) {
            collectors.isEnabled[name] = isOn
        } else if let option = collectorOptions.first(where: { $0.name == name }), option.isSwitch || isOn {
            if option.isSwitch {
                collectors.isEnabled[name] = isOn
            } else {
                let (key, value) = ("collector." + name, flag.value ?? "")
                // Lists of names grow when the flag is repeated; of everything else, the last one counts.
                let isList = name.hasPrefix("sysctl.") || name == "cgroups.units" || name == "process.units"
                let separator = isList ? " " : name == "textfile.directory" ? "\n" : nil
                let before = separator.flatMap { separator in collectors.options[key].map { $0 + separator } } ?? ""
                collectors.options[key] = before + value
            }
        } else {
            try applyForeign(flag)
        }
    }

    private static func withoutSlash(_ path: String) -> String {
        path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private static func count(_ flag: Flag, in range: ClosedRange<Int>) throws(OptionsError) -> Int {
        guard let value = flag.value.flatMap({ Int($0) }), range.contains(value) else {
            throw OptionsError(
                culprit: "--" + flag.name,
                reason: "`\(flag.value ?? "")` is not a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// Reads a span such as `50ms`, `10s`, `4m` or `1h`.
    private static func milliseconds(
        _ text: String,
        _ flag: Flag,
        in range: ClosedRange<Int64>
    ) throws(OptionsError) -> Int64 {
        let units: [(suffix: String, factor: Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
        let unit = units.first { text.hasSuffix($0.suffix) }
        let digits = text.dropLast(unit?.suffix.count ?? 0)
        if let unit, let number = Int64(digits), number >= 0, number <= 86_400_000,
            range.contains(number * unit.factor)
        {
            return number * unit.factor
        }
        throw OptionsError(
            culprit: "--" + flag.name,
            reason: "`\(text)` is not a span such as 50ms, 10s or 4m from \(range.lowerBound) to "
                + "\(range.upperBound) milliseconds"
        )
    }
}
