import Foundation

/// Waiting times between events that happen at random, independently of each other: a Poisson process.
struct ExponentialDistribution {
    /// The mean waiting time.
    let mean: Double

    /// A waiting time, by inversion of the distribution function.
    func sample(using random: inout some RandomNumberGenerator) -> Double {
        // 53 random bits give a number in (0, 1]: its logarithm is finite.
        let uniform = (Double(random.next() >> 11) + 1) * 0x1p-53
        return -mean * log(uniform)
    }
}
