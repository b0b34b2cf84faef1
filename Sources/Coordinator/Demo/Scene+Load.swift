import Foundation
import LoadGeneration

extension Scene {
    /// What the load does in a phase.
    enum Load {
        /// It rises from the trough to the crest and falls again, by the demo's law; the same seed makes the same load.
        case wave(seed: UInt64)
        /// It stays as low as in the trough.
        case trough
    }

    /// Starts the load as a program of its own.
    func startLoad(_ load: Load, seconds: Double) async throws -> ChildProcess {
        let settings = demo.settings
        return try await stage.start(
            "load",
            [demo.programs.coordinator, "load"] + law(of: load) + [
                "--speed", "\(settings.speed)", "--duration", "\(seconds)", "--redis", "\(redis.host):\(redis.port)",
                "--rate", "\(settings.operationsPerSecond)", "--kpi", stage.workspace.file("kpi-\(UTC.second).csv"),
                "--publish", coordinator.kpiURL,
            ]
        )
    }

    /// The load as options of `coordinator load`.
    private func law(of load: Load) -> [String] {
        let settings = demo.settings
        let (amplitude, seed): (Double, UInt64)
        switch load {
        case .wave where settings.law == .staircase:
            // From one client up to the crest of the sine.
            let top = Int(settings.meanClients + settings.amplitude)
            return ["--law", "staircase", "--amplitude", "\(top)", "--period", "\(DemoSettings.lawPeriod)"]
        case .wave(let ownSeed): (amplitude, seed) = (settings.amplitude, ownSeed)
        case .trough: (amplitude, seed) = (0, settings.profilingSeed)
        }
        let mean = amplitude == 0 ? Double(settings.clientsInTrough) : settings.meanClients
        return [
            "--law", "sinusoid", "--lambda", "\(mean)", "--amplitude", "\(amplitude)", "--period",
            "\(DemoSettings.lawPeriod)", "--offset", "\(DemoSettings.lawPeriod * 0.75)", "--initial-clients",
            "\(settings.clientsInTrough)", "--seed", "\(seed)",
        ]
    }

    /// Runs the load from the beginning of the next second, and looks at the slice shortly after each second.
    ///
    /// - Returns: The first second of the load.
    @discardableResult
    func underLoad(
        _ load: Load,
        seconds: Double,
        watch: (_ second: Int, _ state: SliceState) -> Void
    ) async throws -> Int64 {
        try await Task.sleep(for: .milliseconds(1000 - UTC.milliseconds % 1000))
        let first = UTC.second
        let process = try await startLoad(load, seconds: seconds)
        while process.ending == nil {
            // The row of a second arrives right after its end, and the forecast right after that.
            try await Task.sleep(for: .milliseconds(1400 - UTC.milliseconds % 1000))
            watch(Int(UTC.second - first), try await coordinator.slice())
            let gone = await stage.gone.filter { $0 != "load" }
            if let name = gone.first {
                throw DemoError.notReady(
                    program: name,
                    seconds: Int(UTC.second - first),
                    lastWords: stage.workspace.lastWords(in: "\(name).log")
                )
            }
        }
        demo.console.endProgress()
        guard process.ending == .exited(0) else {
            throw DemoError.notReady(
                program: "load",
                seconds: Int(UTC.second - first),
                lastWords: stage.workspace.lastWords(in: "load.log")
            )
        }
        return first
    }
}

/// The time of day.
enum UTC {
    /// Now, in milliseconds since the Unix epoch.
    static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
    /// The current second.
    static var second: Int64 { milliseconds / 1000 }
}
