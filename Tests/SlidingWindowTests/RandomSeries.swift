import SlidingWindow
import TestSupport

/// A series with gaps, as a scrape would leave it: some noise, some drift, a large offset now and then.
struct RandomSeries {
    struct Sample: Equatable {
        let milliseconds: Int64
        let value: Double
    }

    let samples: [Sample]

    init(count: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let offset = ([0, 1, 1e6, -1e12] as [Double]).randomElement(using: &random) ?? 0
        let drift = Double.random(in: -1...1, using: &random)
        var milliseconds = Int64.random(in: 0...1_800_000_000_000, using: &random)
        samples = (0..<count).map { position in
            milliseconds += Bool.random(using: &random) ? 1_000 : Int64.random(in: 1...30_000, using: &random)
            let value = offset + drift * Double(position) + Double.random(in: -5...5, using: &random)
            return Sample(milliseconds: milliseconds, value: value)
        }
    }

    func window(capacity: Int, from start: Int = 0) -> SlidingWindow {
        var window = SlidingWindow(capacity: capacity)
        for sample in samples[start...] {
            window.append(sample.value, at: sample.milliseconds)
        }
        return window
    }

    /// The values in `(end - span, end]`, found the slow way.
    func inside(_ span: Int64, endingAt end: Int64) -> [Sample] {
        samples.filter { $0.milliseconds > end - span && $0.milliseconds <= end }
    }
}
