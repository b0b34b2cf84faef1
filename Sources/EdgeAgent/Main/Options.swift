internal import Collectors
internal import Sampling
internal import Serving
internal import Shaping

/// What the command line asks for.
struct Options {
    var listenAddresses: [String] = []
    var telemetryPath = "/metrics"
    var collectors = CollectorSettings()
    var sampling = SamplingSettings()
    var limits = ServerLimits()
    /// Whether windows are kept at all.
    var samples = true
    /// The collectors that are sampled.
    var sampledCollectors = [
        "cpu", "diskstats", "loadavg", "meminfo", "netdev", "netstat", "pressure", "sockstat", "stat", "vmstat",
    ]
    /// Families that are sampled; empty for all.
    var windowInclude = ""
    /// Families that are not sampled.
    var windowExclude = ""
    var includesOwnMetrics = true
    var logLevel = Log.Level.info
    var configurationFile: String?
    /// The socket of the privileged process; `nil` when traffic is not shaped.
    var shapingSocket: String?
    /// What the privileged process itself needs.
    var shaper = ShaperSettings()
    /// Users that may ask the privileged process, by name or number.
    var shapingUsers: [String] = []
    /// Flags of node_exporter's that were taken and mean nothing here, in their order.
    var foreignFlags: [String] = []

    /// What the program is to do.
    enum Purpose {
        case serve(Options)
        /// Hold the capability to shape traffic, and nothing else.
        case shape(Options)
        case showHelp
        case showVersion
    }
}

/// A command line that cannot be.
struct OptionsError: Error, Equatable {
    /// The flag, or the file and line, at fault.
    var culprit: String
    /// What is wrong with it.
    var reason: String
}

extension Options {
    /// Reads the arguments behind the program's name.
    ///
    /// With `--config.file`, the flags in that file, one a line, come first; the command line has the last word.
    ///
    /// - Parameter read: Reads a file of flags.
    /// - Throws: ``OptionsError`` for the first flag that is unknown or has a value that cannot be.
    static func parse(
        _ arguments: [String],
        read: (String) throws(OptionsError) -> String
    ) throws(OptionsError) -> Purpose {
        let isShaper = arguments.first == "shaper"
        var flags = try split(Array(arguments.dropFirst(isShaper ? 1 : 0)))
        if let file = flags.last(where: { $0.name == "config.file" })?.value {
            let lines = try read(file).split(separator: "\n").map { trimmed($0) }
            flags = try split(lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }) + flags
        }
        var options = Options()
        for flag in flags {
            switch flag.name {
            case "help", "h": return .showHelp
            case "version": return .showVersion
            default: try options.apply(flag)
            }
        }
        if options.listenAddresses.isEmpty { options.listenAddresses = [":9100"] }
        return isShaper ? .shape(options) : .serve(options)
    }

    private static func trimmed(_ line: Substring) -> String {
        var line = line
        while line.first?.isWhitespace == true { line.removeFirst() }
        while line.last?.isWhitespace == true { line.removeLast() }
        return String(line)
    }

    /// A flag, and its value when it had one.
    struct Flag {
        var name: String
        var value: String?
    }

    /// Switches, which take no value from the next argument.
    private static func isSwitch(_ name: String) -> Bool {
        if [
            "help", "h", "version", "window", "web.disable-exporter-metrics", "collector.disable-defaults",
            "shaping.restore-only", "shaping.guard",
        ].contains(name) {
            return true
        }
        guard name.hasPrefix("collector.") else { return name.hasPrefix("no-") }
        if ForeignFlags.isSwitch(name) { return true }
        let rest = String(name.dropFirst("collector.".count))
        return catalogue.contains { $0.name == rest } || collectorOptions.contains { $0.name == rest && $0.isSwitch }
    }

    private static func split(_ arguments: [String]) throws(OptionsError) -> [Flag] {
        var flags: [Flag] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument.count > 1 else {
                throw OptionsError(culprit: argument, reason: "a flag begins with --")
            }
            let body = argument.drop { $0 == "-" }
            if let sign = body.firstIndex(of: "=") {
                // Taken for what it seems to say, `--collector.cpu=false` would switch it on.
                guard !isSwitch(String(body[..<sign])) else {
                    throw OptionsError(culprit: argument, reason: "is a switch and takes no value; --no- switches off")
                }
                flags.append(Flag(name: String(body[..<sign]), value: String(body[body.index(after: sign)...])))
            } else if isSwitch(String(body)) {
                flags.append(Flag(name: String(body)))
            } else {
                guard let value = rest.popFirst() else {
                    throw OptionsError(culprit: argument, reason: "a value is missing, or there is no such flag")
                }
                flags.append(Flag(name: String(body), value: value))
            }
        }
        return flags
    }
}
