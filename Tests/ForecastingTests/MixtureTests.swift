import Forecasting
import TestSupport
import Testing

@Suite struct MixtureTests {
    /// The mean loss of a mixture and of each of two experts over seconds; a truth comes `lead` seconds late.
    private static func losses(
        seconds: Int,
        lead: Int,
        error: (_ second: Int) -> (trees: Double, median: Double)
    ) -> (mixture: Double, trees: Double, median: Double) {
        var mixture = Mixture(horizonSeconds: lead)
        var sums = (mixture: 0.0, trees: 0.0, median: 0.0)
        var waiting: [SIMD8<Double>] = []
        for second in 0..<seconds {
            if second > lead { mixture.learn(losses: waiting[second - lead - 1]) }
            let errors = error(second)
            var opinions = Opinions()
            (opinions[.trees], opinions[.runningMedian]) = (errors.trees, errors.median)
            sums.mixture += abs(mixture.value(of: opinions))
            sums.trees += abs(errors.trees)
            sums.median += abs(errors.median)
            var losses = SIMD8<Double>(repeating: .nan)
            losses[Expert.trees.rawValue] = abs(errors.trees)
            losses[Expert.runningMedian.rawValue] = abs(errors.median)
            waiting.append(losses)
        }
        let count = Double(seconds)
        return (sums.mixture / count, sums.trees / count, sums.median / count)
    }

    @Test("what is better is listened to", arguments: [1, 10, 30, 120])
    func follows(lead: Int) {
        let result = Self.losses(seconds: 6_000, lead: lead) { _ in (trees: 0.3, median: 1) }
        #expect(result.mixture < 0.37)
    }

    @Test("a model that breaks costs no more than some blocks", arguments: [1, 10, 30, 120])
    func turnsAway(lead: Int) {
        let result = Self.losses(seconds: 6_000, lead: lead) {
            $0 < 3_000 ? (trees: 0.5, median: 1) : (trees: 20, median: 1)
        }
        let blocks = 3_000 / Double(max(lead + 1, 20))
        let best = (0.5 * 3_000 + 1 * 3_000) / 6_000
        #expect(result.mixture < best + 20 * 4 / blocks / 2)
    }

    @Test("when the model is good again it is listened to again")
    func comesBack() {
        let result = Self.losses(seconds: 9_000, lead: 10) {
            (3_000..<6_000).contains($0) ? (trees: 5, median: 1) : (trees: 0.5, median: 1)
        }
        #expect(result.mixture < 0.7)
    }

    @Test("noise in losses costs little", arguments: 1..<6 as Range<UInt64>)
    func staysCalm(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let result = Self.losses(seconds: 4_000, lead: 30) { _ in
            (trees: Double.random(in: 0...1.8, using: &random), median: Double.random(in: 0...2, using: &random))
        }
        #expect(result.mixture < 1.05 * result.trees)
    }

    @Test("one that is silent keeps its share, and nobody hears it")
    func sleeps() {
        var mixture = Mixture(horizonSeconds: 5)
        var opinions = Opinions()
        (opinions[.trees], opinions[.lastValue], opinions[.runningMedian]) = (1, 2, 2)
        let before = mixture.value(of: opinions)
        var losses = SIMD8<Double>(repeating: .nan)
        (losses[Expert.lastValue.rawValue], losses[Expert.runningMedian.rawValue]) = (1, 1)
        for _ in 0..<50 { mixture.learn(losses: losses) }
        #expect(abs(mixture.value(of: opinions) - before) < 1e-9)
        opinions[.trees] = .nan
        #expect(mixture.value(of: opinions) == 2)
    }

    @Test("those whose errors make up for each other are listened to together, though another is better than each")
    func findsWhoMakesUpForWhom() {
        var random = SplitMix64(seed: 4)
        var mixture = Mixture(horizonSeconds: 1)
        var error = 0.0
        for second in 0..<4_000 {
            var errors = Opinions()
            (errors[.lastValue], errors[.recentMean]) = (1, -1)
            errors[.runningMedian] = Bool.random(using: &random) ? 0.9 : -0.9
            let mixed = mixture.value(of: errors)
            if second >= 2_000 { error += abs(mixed) / 2_000 }
            var (losses, slopes) = (SIMD8<Double>(repeating: .nan), SIMD8<Double>(repeating: .nan))
            for expert in [Expert.lastValue, .recentMean, .runningMedian] {
                losses[expert.rawValue] = abs(errors[expert])
                slopes[expert.rawValue] = mixed < 0 ? -errors[expert] : errors[expert]
            }
            mixture.learn(losses: losses, slopes: slopes)
        }
        #expect(error < 0.45)
    }

    @Test("what is not finite teaches nothing")
    func ignoresWhatIsNotFinite() {
        var mixture = Mixture(horizonSeconds: 5)
        let before = mixture
        mixture.learn(losses: SIMD8(repeating: .nan))
        #expect(mixture == before)
    }
}
