import Foundation
import HTTPClient
import LoadGeneration

/// The whole loop on one machine: a service under load, a model of its KPI, forecasts, and decisions that are carried out.
///
/// It starts Redis, the edge agent, the load and the coordinator as programs of their own, talks to the coordinator over
/// its HTTP interface alone, and takes everything away at the end, also when it is cancelled.
public struct Demo: Sendable {
    let settings: DemoSettings
    let programs: DemoPrograms
    let console: Console
    let keepsFiles: Bool

    /// Describes a demo.
    ///
    /// - Parameters:
    ///   - settings: How long its phases are, and what happens in them.
    ///   - programs: Where the programs are that it starts.
    ///   - console: Who watches.
    ///   - keepsFiles: Whether its directory, with the programs' output and the store, stays afterwards.
    public init(settings: DemoSettings, programs: DemoPrograms, console: Console, keepsFiles: Bool = false) {
        (self.settings, self.programs, self.console, self.keepsFiles) = (settings, programs, console, keepsFiles)
    }

    /// Runs all phases.
    ///
    /// - Throws: ``DemoError`` when it cannot go on, `CancellationError` when it was cancelled; nothing is left behind in
    ///   either case.
    public func run() async throws -> DemoReport {
        for leftover in try await Workspace.removeLeftovers() {
            console.line("  removed what an earlier demo left: \(leftover)")
        }
        let started = ContinuousClock.now
        let startedMilliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        let stage = try Stage(ownerID: getpid())
        do {
            var record = try await play(on: stage)
            record.startedMilliseconds = startedMilliseconds
            console.phase("Taking everything away")
            record.leftovers = await stage.remove(keepsFiles: keepsFiles)
            record.duration = ContinuousClock.now - started
            if keepsFiles {
                console.line("  the files stay in \(stage.workspace.path)")
            }
            return record.report(of: settings, isFast: settings.period == DemoSettings.fast.period)
        } catch {
            console.endProgress()
            console.line("  stopping, and taking everything away")
            for leftover in await stage.remove(keepsFiles: keepsFiles) {
                console.line("  left behind: \(leftover)")
            }
            throw error
        }
    }

    /// Sets the stage and plays the phases on it.
    private func play(on stage: Stage) async throws -> DemoRecord {
        console.phase("Setting up")
        let ports = FreePort.find(3)
        var record = DemoRecord()
        let (namespace, whyNot) = try await makeNamespace(on: stage)
        record.whyNotClosedLoop = whyNot

        let redis = RedisWorkload.Settings(host: namespace?.address ?? "127.0.0.1", port: ports[0])
        let inside = namespace.map { ["ip", "netns", "exec", $0.name] } ?? []
        let protection = ["--save", "", "--appendonly", "no", "--protected-mode", "no", "--daemonize", "no"]
        try await stage.start(
            "redis",
            inside + [programs.redis, "--bind", redis.host, "--port", "\(redis.port)"] + protection
        )
        try await stage.wait(for: "redis", seconds: 10) {
            (try? await RedisWorkload(redis).prepare()) != nil
        }
        try await namespace?.limit(rate: settings.flavors[0].rate)
        console.line("  Redis holds \(redis.keyCount) values at \(redis.host):\(redis.port)")

        let http = try HTTPClient()
        let agentURL = "http://127.0.0.1:\(ports[1])"
        try await stage.start("edge-agent", [programs.agent, "--web.listen-address", "127.0.0.1:\(ports[1])"])
        try await stage.wait(for: "edge-agent", seconds: 10) {
            (try? await http.send(HTTPRequest(url: "\(agentURL)/metrics")).status) == 200
        }
        console.line("  the edge agent reads this machine's kernel: \(agentURL)/metrics")

        let configuration = SliceConfiguration.yaml(
            settings,
            storePath: stage.workspace.file("coordinator.sqlite"),
            coordinatorPort: ports[2],
            agentPort: ports[1],
            namespace: namespace
        )
        let path = stage.workspace.file("coordinator.yaml")
        try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        try await stage.start("coordinator", [programs.coordinator, "serve", "--config", path])
        let coordinator = CoordinatorClient(http: http, base: "http://127.0.0.1:\(ports[2])")
        try await stage.wait(for: "coordinator", seconds: 20) { await coordinator.isReady() }
        console.line("  the coordinator is ready: \(coordinator.base)")

        let scene = Scene(demo: self, stage: stage, coordinator: coordinator, redis: redis)
        try await scene.play(&record)
        return record
    }

    private func makeNamespace(on stage: Stage) async throws -> (NetworkNamespace?, whyNot: String?) {
        guard geteuid() == 0 else {
            let reason = "not started as root, so the link cannot be limited: the actuator stays in dry-run"
            console.line("  \(console.alarming(reason))")
            return (nil, reason)
        }
        for (program, package) in [("ip", "iproute2"), ("tc", "iproute2")] where DemoPrograms.find(program) == nil {
            throw DemoError.missing(what: program, remedy: "install Debian's package \(package) (make setup)")
        }
        let namespace = try await stage.makeNamespace(ownerID: getpid())
        let rates = settings.flavors.map(\.name).joined(separator: " or ")
        console.line("  network namespace \(namespace.name) behind \(namespace.hostDevice), with \(rates)")
        return (namespace, nil)
    }
}
