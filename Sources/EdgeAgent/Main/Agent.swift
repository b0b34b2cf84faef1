internal import Collectors
internal import Glibc
internal import Sampling
internal import Serving
internal import SystemdNotification

/// The one thread and its one loop: it waits for clients, signals and the next sample, whichever is first.
final class Agent {
    private let arguments: [String]
    private var options: Options
    private var endpoints: Endpoints
    private let router: Router
    private let server: HTTPServer
    private let signals: Signals
    private let systemd = ServiceNotification()
    private let log: Log
    /// Which interval of the clock was sampled last.
    private var sampledInterval = Int64.min
    private var lastSignOfLife: Int64 = 0
    /// When the program's text is given back next, in microseconds of a clock that nobody sets.
    private var textDue: Int64 = 0
    private var residentText = ResidentText()

    /// Lets the endpoints change under a server that stays.
    private final class Router {
        var endpoints: Endpoints

        init(_ endpoints: Endpoints) {
            self.endpoints = endpoints
        }
    }

    init(_ options: Options, arguments: [String]) throws {
        (self.options, self.arguments) = (options, arguments)
        log = Log(level: options.logLevel)
        signals = Signals()
        let endpoints = try Endpoints(options)
        endpoints.reload.seconds = Double(wallMilliseconds()) / 1_000
        self.endpoints = endpoints
        router = Router(endpoints)
        server = try HTTPServer(options.listenAddresses, limits: options.limits) { [router] request, response in
            router.endpoints.respond(to: request, &response)
        }
    }

    /// Serves until a signal ends it.
    func run() {
        warnOfForeignFlags()
        warnOfMissingPaths()
        for (address, port) in zip(options.listenAddresses, server.ports) {
            log.info("listening on \(address), port \(port)")
        }
        systemd.send("READY=1")
        sampleWhenDue()
        while true {
            sampleWhenDue()
            giveSignOfLife()
            releaseTextWhenDue()
            endpoints.counters = server.counters
            guard server.turn(waiting: patience(), watching: signals.descriptor) else { continue }
            while let signal = signals.next() {
                if signal == SIGTERM || signal == SIGINT { return stop() }
                if signal == SIGHUP { reload() }
            }
        }
    }

    /// Reads the flags again.
    ///
    /// What cannot be keeps the old ones in force; addresses and limits need a restart.
    private func reload() {
        systemd.send("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())")
        defer { systemd.send("READY=1") }
        do {
            guard case .serve(let newOptions) = try Options.parse(arguments, read: readText) else { return }
            let newEndpoints = try Endpoints(newOptions, continuing: endpoints)
            newEndpoints.reload = (true, Double(wallMilliseconds()) / 1_000)
            // In the same rhythm, the present interval has its sample.
            if newOptions.sampling != options.sampling { sampledInterval = .min }
            (options, endpoints, router.endpoints) = (newOptions, newEndpoints, newEndpoints)
            log.info("flags read again")
            warnOfForeignFlags()
        } catch {
            endpoints.reload.isSuccessful = false
            log.error("flags not read again: \(EdgeAgent.describe(error))")
        }
    }

    private func warnOfForeignFlags() {
        for flag in options.foreignFlags { log.warn("\(flag) is node_exporter's and changes nothing here") }
    }

    /// Collectors that find nothing say nothing, because most boards lack most things; a wrong path is another matter.
    private func warnOfMissingPaths() {
        let paths = [
            ("--path.procfs", options.collectors.procfs), ("--path.sysfs", options.collectors.sysfs),
            ("--path.rootfs", options.collectors.rootfs),
        ]
        for (flag, path) in paths where access(path.isEmpty ? "/" : path, X_OK) != 0 {
            log.warn("\(flag): \(path): \(String(cString: strerror(errno)))")
        }
    }

    private func stop() {
        systemd.send("STOPPING=1")
        log.info("stopping")
    }

    /// Samples are taken at the beginning of each interval of the clock, so that those of many boards line up.
    private func sampleWhenDue() {
        guard let sampler = endpoints.sampler else { return }
        let now = wallMilliseconds()
        let interval = now / sampler.settings.intervalMilliseconds
        guard interval != sampledInterval else { return }
        sampledInterval = interval
        sampler.sample(at: now)
    }

    /// At the start, after the first rounds, which touch what no later one does, and then now and again.
    private func releaseTextWhenDue() {
        let now = monotonicMicroseconds()
        guard now >= textDue else { return }
        textDue = now + (textDue == 0 ? 2_000_000 : 30_000_000)
        residentText.release()
    }

    private func giveSignOfLife() {
        guard let watchdog = systemd.watchdogMilliseconds else { return }
        let now = wallMilliseconds()
        guard now - lastSignOfLife >= watchdog || now < lastSignOfLife else { return }
        lastSignOfLife = now
        systemd.send("WATCHDOG=1")
    }

    /// Milliseconds until something is due.
    private func patience() -> Int64 {
        var patience = systemd.watchdogMilliseconds ?? 60_000
        if let interval = endpoints.sampler?.settings.intervalMilliseconds {
            patience = min(patience, interval - wallMilliseconds() % interval)
        }
        return patience
    }
}
