import Store

extension SliceRuntime {
    /// Takes what came in streams: samples first, then the KPI of the same seconds.
    func add(_ samples: [LiveSample], kpi rows: [KPIRow]) async {
        let now = clock.milliseconds
        for sample in samples {
            engine.add(sample.value, of: sample.series.name, second: flooredSecond(sample.milliseconds), at: now)
        }
        if !rows.isEmpty {
            writer.add { $0.append(rows, columns: [slice.kpi.name], slice: key) }
            for row in rows { engine.add(kpi: row.numbers[0], second: row.second, at: now) }
        }
        await advance()
    }
}
