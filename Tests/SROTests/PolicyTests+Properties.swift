import SRO
import TestSupport
import Testing

/// What holds whatever is forecast.
extension PolicyTests {
    private enum Feed: CaseIterable {
        case oscillating
        case constant
        case undefined
        case random
        case gaps
    }

    @Test(arguments: Feed.allCases, 0..<10 as Range<UInt64>)
    private func neverChangesMoreOftenThanTheBudgetAllows(feed: Feed, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let settings = Self.settings {
            $0.settle = Int.random(in: 0...20, using: &random)
            $0.cooldownDown = Int.random(in: 0...60, using: &random)
            $0.changesPerHour = Int.random(in: 0...12, using: &random)
            $0.upgradeSeconds = 1
            $0.downgradeSeconds = 1
            $0.maximumStep = Int.random(in: 1...2, using: &random)
            $0.fallback = Bool.random(using: &random) ? "high" : nil
        }
        let policy = policy(settings)
        var flavor = "low"
        var changes: [Int64] = []
        for offset in 0..<9_000 as Range<Int64> {
            let high: Double? =
                switch feed {
                case .oscillating: offset / 3 % 2 == 0 ? 1 : 0
                case .constant: 1
                case .undefined: .nan
                case .random: Double.random(in: 0...1, using: &random)
                case .gaps: Int.random(in: 0..<100, using: &random) < 50 ? nil : 1
                }
            var situation = Self.situation(offset, high, flavor: flavor)
            for id in ["low", "middle"] { situation.alternatives[id] = Self.assessment(0, second: Self.start + offset) }
            guard case .change(let change) = policy.verdict(on: situation) else { continue }
            #expect(change.from == flavor)
            #expect(feed != .undefined || change.rule == .dataLost)
            flavor = change.to
            changes.append(offset)
            policy.noteChange(from: change.from, to: change.to, at: situation.milliseconds)
        }
        for (index, change) in changes.enumerated() {
            let within = changes[index...].prefix { $0 < change + 3_600 }
            #expect(within.count <= settings.changesPerHour)
        }
    }
}
