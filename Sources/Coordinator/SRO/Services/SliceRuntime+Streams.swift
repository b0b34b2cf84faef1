import MetricModel
import Store

extension SliceRuntime {
    /// Takes what came in streams: samples first, then the KPI of the same seconds; ``settle()`` is to follow.
    ///
    /// - Returns: Whether there are forecasts, which wait for ``EventHub/releaseOutlet``.
    func take(_ samples: ArraySlice<LiveSample>, kpi rows: [KPIRow]) async -> Bool {
        let now = clock.milliseconds
        for sample in samples {
            let (name, second) = (sample.series.name, flooredSecond(sample.milliseconds))
            if !engine.add(sample.value, of: name, second: second, at: now) {
                record(late: sample.value, of: SeriesColumn(name: name, kind: .untyped), second: second)
            }
        }
        for row in rows { engine.add(kpi: row.numbers[0], second: row.second, at: now) }
        let hasForecast = await takeSeconds()
        if !rows.isEmpty { writer.add { $0.append(rows, columns: kpiColumns, slice: key) } }
        return hasForecast
    }

    /// Takes what a target's history has of seconds that were missed: as pages of seconds that are still open, and for the
    /// record where a second is past.
    func fill(_ families: [MetricFamily], target: Int, instance: String) async {
        let now = clock.milliseconds
        let pages = ScrapedPage.bySecond(families, instance: instance, job: slice.job)
        for (second, page) in pages.sorted(by: { $0.key < $1.key }) {
            guard engine.isPast(second, at: now) else {
                engine.add(page, target: target, second: second)
                continue
            }
            for entry in page.entries where engine.isLate(entry.column.name, second: second, at: now) {
                record(late: entry.value, of: entry.column, second: second)
            }
        }
        await advance()
    }

    private func record(late value: Double, of column: SeriesColumn, second: Int64) {
        writer.add { $0.append(late: value, of: column, second: second, flavor: state.flavor, slice: key) }
    }
}
