import LoadGeneration
import Testing

@Suite struct LoadLawTests {
    private static func steps(_ count: Int, of law: some LoadLaw) -> [LoadStep] {
        var law = law
        return (0..<count).map { _ in law.next() }
    }

    @Test func theStaircaseIsThatOfTheOriginal() throws {
        // MLO-V2's new-loadgen.py with three clients and a period of 0.2 minutes wrote this log.
        let law = try StaircaseLaw(clients: 3, period: 12)
        let steps = Self.steps(8, of: law)
        #expect(steps.map(\.clients) == [1, 2, 3, 3, 2, 1, 1, 2])
        #expect(steps.map(\.time) == [0, 1, 2, 5, 6, 7, 10, 11])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func theSinusoidStaysBetweenItsBounds(seed: UInt64) throws {
        let law = try SinusoidalLaw(mean: 9, amplitude: 7, period: 600, initialClients: 9, seed: seed)
        let steps = Self.steps(2000, of: law)
        #expect(steps.allSatisfy { (1...16).contains($0.clients) })
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.time < $1.time })
        #expect(zip(steps, steps.dropFirst()).allSatisfy { ($0.clients - $1.clients).magnitude <= 1 })
    }

    @Test func theSinusoidArrivesAsOftenAsItsRateSays() throws {
        let law = try SinusoidalLaw(mean: 9, amplitude: 7, period: 600, seed: 3)
        let steps = Self.steps(50_000, of: law)
        let last = try #require(steps.last)
        let perMinute = 60 * Double(steps.count) / last.time
        // The next wait is drawn at the rate of its beginning, as in the original, so the mean is a little below λ₀.
        #expect((7.0...9.5).contains(perMinute))
        // A Poisson process at each moment: early in the crest, waits have the mean 60 / λ.
        let crest = zip(steps, steps.dropFirst()).filter { pair in
            let phase = pair.0.time.truncatingRemainder(dividingBy: 600)
            return (140...160).contains(phase)
        }
        let waits = crest.map { $1.time - $0.time }
        let mean = waits.reduce(0, +) / Double(waits.count)
        #expect((mean - 60 / 16).magnitude < 0.3)
    }

    @Test func theSinusoidFollowsItsRate() throws {
        let law = try SinusoidalLaw(mean: 9, amplitude: 7, period: 600, seed: 4)
        let steps = Self.steps(20_000, of: law).dropFirst(50)
        let errors = steps.map { Double($0.clients) - law.rate(at: $0.time).rounded(.up) }
        #expect(errors.map(\.magnitude).reduce(0, +) / Double(errors.count) < 1)
    }

    @Test func theSameSeedGivesTheSameCourse() throws {
        let one = try SinusoidalLaw(mean: 5, amplitude: 4, period: 60, seed: 7)
        let other = try SinusoidalLaw(mean: 5, amplitude: 4, period: 60, seed: 8)
        #expect(Self.steps(100, of: one) == Self.steps(100, of: one))
        #expect(Self.steps(100, of: one) != Self.steps(100, of: other))
    }

    @Test func refusesWhatItCannotFollow() {
        #expect(throws: LoadLawError.amplitudeTooLarge(amplitude: 9, mean: 9)) {
            try SinusoidalLaw(mean: 9, amplitude: 9, period: 60, seed: 1)
        }
        #expect(throws: LoadLawError.periodNotPositive(0)) {
            try SinusoidalLaw(mean: 9, amplitude: 1, period: 0, seed: 1)
        }
        // The sine of a time over it would be none.
        #expect(throws: LoadLawError.periodNotPositive(1e-300)) {
            try SinusoidalLaw(mean: 9, amplitude: 1, period: 1e-300, seed: 1)
        }
        #expect(throws: LoadLawError.offsetNotFinite(.infinity)) {
            try SinusoidalLaw(mean: 9, amplitude: 1, period: 60, offset: .infinity, seed: 1)
        }
        #expect(throws: LoadLawError.tooFewSteps(1)) { try StaircaseLaw(clients: 1, period: 60) }
    }

    /// Waits added to 1e300 s would be lost.
    @Test func goesOnFromAnyOffset() throws {
        var law = try SinusoidalLaw(mean: 9, amplitude: 1, period: 60, offset: 1e300, seed: 1)
        #expect(law.next().time > 0)
    }
}
