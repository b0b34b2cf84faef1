/// Shows each second's value beside what was forecast for it, and what is forecast next.
struct ForecastWatch {
    private let settings: DemoSettings
    private let console: Console
    private var byDueSecond: [Int64: SliceForecast] = [:]
    private var lastShown: Int64 = 0

    init(settings: DemoSettings, console: Console) {
        (self.settings, self.console) = (settings, console)
        console.line(
            "  time      \(Text.right("R_99", 9))   \(Text.left("had been forecast", 24))   in \(settings.horizon) s"
        )
    }

    /// Writes the line of the newest second, unless it is there already.
    mutating func show(_ state: SliceState) {
        let next = state.forecasts.first { $0.horizon == settings.horizon }
        if let next {
            byDueSecond[next.dueSecond] = next
        }
        guard let second = state.kpi.second, second > lastShown else {
            return
        }
        lastShown = second
        let value = state.kpi.value
        let isViolating = value.map { $0 >= settings.bound } ?? false
        let shown = Text.right("\(Text.milliseconds(value)) ms", 9)
        let flavor = settings.flavors.first { $0.id == state.flavor }?.name ?? state.flavor
        console.line(
            "  \(Text.timeOfDay(second))  \(isViolating ? console.alarming(shown) : shown)"
                + "   \(Text.left(text(byDueSecond[second]), 24))   \(Text.left(text(next), 24))"
                + "   P \(Text.number(next?.violationProbability))   \(flavor)"
        )
        byDueSecond = byDueSecond.filter { $0.key > second }
    }

    private func text(_ forecast: SliceForecast?) -> String {
        guard let forecast else {
            return "–"
        }
        let interval = "\(Text.milliseconds(forecast.lower)) – \(Text.milliseconds(forecast.upper))"
        return "\(Text.right(Text.milliseconds(forecast.value), 6)) (\(interval))"
    }
}
