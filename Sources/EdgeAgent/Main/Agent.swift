internal import Collectors
internal import Glibc
internal import Sampling
internal import Serving

/// The one thread and its one loop: it waits for clients, signals and the next sample, whichever is first.
final class Agent {
    private let arguments: [String]
    private var options: Options
    private var endpoints: Endpoints
    private let server: HTTPServer
    private let signals: Signals
    private let systemd = ServiceNotification()
    private let log: Log
    /// Which interval of the clock was sampled last.
    private var sampledInterval = Int64.min
    private var lastSignOfLife = Int64.min

    init(_ options: Options, arguments: [String]) throws {
        (self.options, self.arguments) = (options, arguments)
        log = Log(level: options.logLevel)
        signals = Signals()
        let endpoints = try Endpoints(options)
        self.endpoints = endpoints
        server = try HTTPServer(options.listenAddresses, limits: options.limits) { request, response in
            endpoints.respond(to: request, &response)
        }
    }

    /// Serves until a signal ends it.
    func run() {
        for (address, port) in zip(options.listenAddresses, server.ports) {
            log.info("listening on \(address), port \(port)")
        }
        systemd.send("READY=1")
        sampleWhenDue()
        releaseStartupText()
        while true {
            sampleWhenDue()
            giveSignOfLife()
            endpoints.counters = server.counters
            guard server.turn(waiting: patience(), watching: signals.descriptor) else { continue }
            while let signal = signals.next() {
                if signal == SIGTERM || signal == SIGINT { return stop() }
            }
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
