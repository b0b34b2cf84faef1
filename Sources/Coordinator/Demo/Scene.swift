import Foundation
import LoadGeneration

/// The phases of the demo, once everything runs.
struct Scene {
    let demo: Demo
    let stage: Stage
    let coordinator: CoordinatorClient
    let redis: RedisWorkload.Settings

    private var settings: DemoSettings { demo.settings }
    private var console: Console { demo.console }
    private var low: DemoSettings.Flavor { settings.flavors[0] }
    private var high: DemoSettings.Flavor { settings.flavors[settings.flavors.count - 1] }

    /// Plays all phases, and writes down what they show.
    func play(_ record: inout DemoRecord) async throws {
        let began = UTC.second
        try await profile(&record)
        try await train(&record)
        try await forecast(&record)
        try await orchestrate(&record)

        let compared = record.phases.filter { ["forecasting", "orchestrating"].contains($0.name) }
        let from = compared.map(\.fromSecond).min() ?? began
        let to = compared.map(\.toSecond).max() ?? began
        record.kpi = try await coordinator.kpi(in: began...to).map {
            DemoReport.Point(second: $0.second, value: $0.value, flavor: $0.flavor)
        }
        record.forecasts = try await coordinator.forecasts(dueIn: from...to, horizon: settings.horizon)
        record.decisions = try await coordinator.decisions(since: from * 1000)
    }

    private func profile(_ record: inout DemoRecord) async throws {
        let first = UTC.second
        for (flavor, seconds) in [(low, settings.profilingSeconds), (high, settings.profilingSecondsHigh)] {
            console.phase("Profiling \(flavor.name): \(Int(seconds)) s of load that rises and falls every \(period)")
            try await coordinator.change(to: flavor.id, reason: "profiling")
            let seed = settings.profilingSeed + (flavor == low ? 0 : 1)
            try await underLoad(.wave(seed: seed), seconds: seconds) { second, state in
                let known = state.flavors.first { $0.id == flavor.id }
                let series = state.health.targets.map(\.series).reduce(0, +)
                let kpi = Text.milliseconds(state.kpi.value)
                let length = Int(seconds)
                console.progress(
                    "\(second)/\(length) s   R_99 \(kpi) ms   \(known?.rows ?? 0) seconds of \(series) series",
                    second: second
                )
            }
        }
        record.phases.append(.init(name: "profiling", fromSecond: first, toSecond: UTC.second - 1))
    }

    private func train(_ record: inout DemoRecord) async throws {
        console.phase("Training a model for each flavor")
        let first = UTC.second
        try await coordinator.change(to: low.id, reason: "the demo begins at the lower flavor")
        // A little load goes on, so that the first forecasts have a past.
        let load = try await startLoad(.trough, seconds: 600)
        for flavor in settings.flavors {
            var job = try await coordinator.train(flavor.id)
            var ticks = 0
            while ["queued", "running"].contains(job.state) {
                let share = Int(100 * (job.progress ?? 0))
                console.progress("\(flavor.name): \(share) % \(job.stage ?? job.state)", second: ticks / 4)
                try await Task.sleep(for: .milliseconds(250))
                ticks += 1
                job = try await coordinator.job(job.id)
            }
            console.endProgress()
            guard job.state == "succeeded" else {
                throw DemoError.trainingFailed(flavor: flavor.name, reason: job.error ?? job.state)
            }
        }
        record.models = try await coordinator.models()
        for model in record.models {
            report(model)
        }
        await load.stop()
        record.phases.append(.init(name: "training", fromSecond: first, toSecond: UTC.second - 1))
    }

    private func report(_ model: ModelState) {
        guard let score = model.scores.first(where: { $0.horizon == settings.horizon }) else {
            return
        }
        let last = score.baselines.first { $0.family == "last-value" }?.nmae
        console.line(
            "  \(model.flavor): \(score.family) serves at \(settings.horizon) s, NMAE \(Text.number(score.nmae)) on the part "
                + "held out (last value \(Text.number(last))), from \(model.rows) seconds and \(model.inputs.count) series"
        )
        if model.gate?.passed != true {
            console.line("    it is not better than the baselines, so a baseline serves")
        }
    }

    private func forecast(_ record: inout DemoRecord) async throws {
        console.phase("Forecasting at \(low.name): decisions are only written down")
        try await coordinator.setMode("dry-run")
        try await compare("forecasting", &record)
    }

    private func orchestrate(_ record: inout DemoRecord) async throws {
        console.phase("Orchestrating: the same load again, and decisions are carried out")
        if record.models.contains(where: { $0.gate?.passed != true }) {
            console.line("  a model has not passed its gate; the demo tells the coordinator to act all the same")
            try await coordinator.override(
                reason: "the demo shows the loop also when a model is no better than a baseline"
            )
            record.wasGateOverridden = true
        }
        try await coordinator.setMode("act")
        try await compare("orchestrating", &record)
        try await coordinator.setMode("observe")
    }

    /// One of the two phases that see the same load.
    private func compare(_ name: String, _ record: inout DemoRecord) async throws {
        var watch = ForecastWatch(settings: settings, console: console)
        let first = try await underLoad(.wave(seed: settings.comparisonSeed), seconds: settings.comparisonSeconds) {
            _,
            state in
            watch.show(state)
        }
        record.phases.append(
            .init(name: name, fromSecond: first, toSecond: first + Int64(settings.comparisonSeconds) - 1)
        )
    }

    private var period: String { "\(Int(settings.period)) s" }
}
