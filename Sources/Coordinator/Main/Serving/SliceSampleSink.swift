import RemoteWrite
import SRO

/// Hands received samples to the slices of this process, which forecast from them before the request is answered.
struct SliceSampleSink: SampleSink {
    let orchestration: Orchestration

    func take(_ batch: RemoteWriteBatch, slice: String?) async throws {
        var samples: [LiveSample] = []
        samples.reserveCapacity(batch.samples.count)
        for series in batch.series {
            let live = LiveSeries(metric: series.name, labels: series.labels)
            for sample in batch.samples[series.samples] where !sample.isStaleMarker {
                samples.append(
                    LiveSample(series: live, milliseconds: sample.timestampMilliseconds, value: sample.value)
                )
            }
        }
        guard !samples.isEmpty else { return }
        await orchestration.add(samples)
    }
}
