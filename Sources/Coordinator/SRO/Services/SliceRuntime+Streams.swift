import Store

extension SliceRuntime {
    /// Takes what came in streams: samples first, then the KPI of the same seconds.
    func add(_ samples: [LiveSample], kpi rows: [KPIRow]) async {
        let now = clock.milliseconds
        for sample in samples {
            let (name, second) = (sample.series.name, flooredSecond(sample.milliseconds))
            if engine.isLate(name, second: second, at: now) {
                writer.add {
                    $0.append(late: sample.value, of: name, second: second, flavor: state.flavor, slice: key)
                }
            } else {
                engine.add(sample.value, of: name, second: second, at: now)
            }
        }
        if !rows.isEmpty {
            writer.add { $0.append(rows, columns: [slice.kpi.name], slice: key) }
            for row in rows { engine.add(kpi: row.numbers[0], second: row.second, at: now) }
        }
        await advance()
    }
}
