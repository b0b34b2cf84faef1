/// What to collect, and from where.
public struct CollectorSettings: Sendable {
    /// Where `/proc` is.
    public var procfs = "/proc"
    /// Where `/sys` is.
    public var sysfs = "/sys"
    /// What the machine's mount points are below, `/` unless the agent runs in a container.
    public var rootfs = "/"
    /// Where udev keeps what it knows about devices.
    public var udevData = "/run/udev/data"
    /// Collectors switched on or off by name; the others are as the catalogue says.
    public var isEnabled: [String: Bool] = [:]
    /// Values of the collectors' own flags, such as `collector.netdev.device-exclude`, by name.
    public var options: [String: String] = [:]

    /// The defaults.
    public init() {}

    /// The path of a file below `/proc`.
    func proc(_ path: String) -> String { procfs + "/" + path }

    /// The path of a file below `/sys`.
    func sys(_ path: String) -> String { sysfs + "/" + path }

    /// The value of a flag of `collector`, or `nil` when it was not given.
    func option(_ name: String) -> String? { options["collector." + name] }
}

/// A setting of a collector that cannot be.
public enum CollectorSettingsError: Error, Equatable {
    /// The value of `flag` is no regular expression; `reason` is what the C library says about it.
    case badExpression(flag: String, expression: String, reason: String)
    /// Two flags exclude each other.
    case contradiction(String, String)
}
