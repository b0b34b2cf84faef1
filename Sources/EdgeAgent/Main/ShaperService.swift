internal import Glibc
internal import Shaping
internal import SystemdNotification

/// Runs the privileged process.
enum ShaperService {
    static func run(_ options: Options, arguments: [String]) throws {
        let log = Log(level: options.logLevel)
        var settings = options.shaper
        guard !settings.interfaces.isEmpty else {
            throw OptionsError(culprit: "--shaping.interface", reason: "is missing")
        }
        if settings.restoresOnly {
            guard Shaper.restore(settings, log: { log.error($0) }) else { exit(1) }
            return
        }
        if settings.guards {
            guard SafetyGuard.run(settings, log: { log.warn($0) }) else { exit(1) }
            return
        }
        for user in options.shapingUsers { settings.users.append(try number(of: user)) }
        guard !settings.users.isEmpty else { throw OptionsError(culprit: "--shaping.allow-user", reason: "is missing") }
        let signals = Signals()
        let systemd = ServiceNotification()
        let shaper = try Shaper(settings, guardedBy: arguments) { log.info($0) }
        shaper.run(until: signals.descriptor) { systemd.send("READY=1") }
        systemd.send("STOPPING=1")
    }

    private static func number(of user: String) throws(OptionsError) -> UInt32 {
        if let number = UInt32(user) { return number }
        guard let entry = getpwnam(user) else {
            throw OptionsError(culprit: "--shaping.allow-user", reason: "there is no user `\(user)`")
        }
        return entry.pointee.pw_uid
    }
}
