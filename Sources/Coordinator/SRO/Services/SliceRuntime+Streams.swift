import MetricModel
import Store
import Synchronization

extension SliceRuntime {
    /// Takes what came in streams, samples first, then the KPI of the same seconds, and forecasts; ``follow(kpi:)`` is to
    /// come after.
    ///
    /// - Returns: Whether there are forecasts, which wait for ``EventHub/releaseOutlet``.
    nonisolated func take(_ samples: ArraySlice<LiveSample>, kpi rows: [KPIRow]) -> Bool {
        let now = clock.milliseconds
        return forecast { engine in
            for sample in samples {
                let (name, second) = (sample.series.name, flooredSecond(sample.milliseconds))
                if !engine.add(sample.value, of: name, second: second, at: now) {
                    let column = SeriesColumn(name: name, kind: .untyped)
                    record(late: sample.value, of: column, second: second, flavor: engine.flavor)
                }
            }
            for row in rows { engine.add(kpi: row.numbers[0], second: row.second, at: now) }
        }
    }

    /// Writes down the KPI, learns from what was forecast from, and makes what the next forecast can be made of already.
    ///
    /// - Returns: Whether there is something for ``settle()``.
    nonisolated func follow(kpi rows: [KPIRow]) -> Bool {
        if !rows.isEmpty { writer.add { $0.append(rows, columns: kpiColumns, slice: key) } }
        return engine.withLock { engine in
            engine.close()
            engine.prepare()
            return engine.isUnsettled || engine.hasUnsettledCounterfactuals
        }
    }

    /// Takes what a target's history has of seconds that were missed: as pages of seconds that are still open, and for the
    /// record where a second is past.
    func fill(_ families: [MetricFamily], target: Int, instance: String) async {
        let now = clock.milliseconds
        let pages = ScrapedPage.bySecond(families, instance: instance, job: slice.job)
        for (second, page) in pages.sorted(by: { $0.key < $1.key }) {
            engine.withLock { engine in
                guard engine.isPast(second, at: now) else {
                    engine.add(page, target: target, second: second)
                    return
                }
                for entry in page.entries where engine.isLate(entry.column.name, second: second, at: now) {
                    record(late: entry.value, of: entry.column, second: second, flavor: engine.flavor)
                }
            }
        }
        await advance()
    }

    nonisolated private func record(late value: Double, of column: SeriesColumn, second: Int64, flavor: String) {
        writer.add { $0.append(late: value, of: column, second: second, flavor: flavor, slice: key) }
    }
}
