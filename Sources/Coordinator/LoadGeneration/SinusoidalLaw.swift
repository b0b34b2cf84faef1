import Foundation

/// Clients that come and go at random around a sine.
///
/// This is the law of MLO-V2's `loadgen.py`: the rate is `λ(t) = λ₀ + A sin(2πt / period)`; after a wait that is
/// exponential with a mean of `60 / λ(t)` seconds one client starts when there are fewer than `⌈λ(t)⌉`, and the oldest
/// ends when there are more.
public struct SinusoidalLaw: LoadLaw {
    private let mean: Double
    private let amplitude: Double
    private let period: Double
    private let offset: Double
    private var time: Double
    private var clients: Int
    private var random: SplitMix64

    /// Describes the law.
    ///
    /// - Parameters:
    ///   - mean: `λ₀`: the mean number of clients, and how many of them arrive in a minute.
    ///   - amplitude: `A`: how far the number swings.
    ///   - period: Seconds from one crest to the next.
    ///   - offset: How far into the period it begins, in seconds; three quarters are the trough.
    ///   - initialClients: How many clients there are at the beginning.
    ///   - seed: Which of all random courses it takes.
    /// - Throws: ``LoadLawError`` unless `0 <= A < λ₀`, the period is positive (a microsecond at least) and the offset finite.
    public init(
        mean: Double,
        amplitude: Double,
        period: Double,
        offset: Double = 0,
        initialClients: Int = 0,
        seed: UInt64
    ) throws(LoadLawError) {
        guard amplitude >= 0, amplitude < mean, mean.isFinite else {
            throw .amplitudeTooLarge(amplitude: amplitude, mean: mean)
        }
        guard period >= Self.shortestPeriod, period.isFinite else { throw .periodNotPositive(period) }
        guard offset.isFinite else { throw .offsetNotFinite(offset) }
        (self.mean, self.amplitude, self.period) = (mean, amplitude, period)
        // A great number of periods would swallow the waits that are added to it.
        self.offset = offset.truncatingRemainder(dividingBy: period)
        time = self.offset
        clients = max(0, initialClients)
        random = SplitMix64(seed: seed)
    }

    /// `λ` at a time in seconds, counted from the beginning of a period.
    public func rate(at time: Double) -> Double {
        mean + amplitude * sin(2 * .pi * time / period)
    }

    /// The next arrival; the number of clients need not change at it.
    public mutating func next() -> LoadStep {
        let rate = rate(at: time)
        time += ExponentialDistribution(mean: 60 / rate).sample(using: &random)
        let wanted = Int(rate.rounded(.up))
        clients += (wanted - clients).signum()
        return LoadStep(time: time - offset, clients: clients)
    }
}
