import Forecasting
import SRO
import Testing

@Suite struct SliceTests {
    static func slice(_ change: (inout Slice) -> Void = { _ in }) -> Slice {
        var slice = Slice(
            id: "redis",
            kpi: .init(name: "R_99", unit: "ms"),
            bound: .upper(50),
            targets: ["http://127.0.0.1:9100/metrics"],
            training: TrainingSettings(horizons: [1, 5], windowSeconds: 30),
            inputCount: 5,
            flavors: [
                Flavor(id: "low", settings: ["rate": "10mbit"]), Flavor(id: "high", settings: ["rate": "20mbit"]),
            ]
        )
        change(&slice)
        return slice
    }

    @Test func neighboursFollowFromTheOrder() {
        let slice = Self.slice()
        #expect(slice.flavor("low")?.upgrade == "high")
        #expect(slice.flavor("low")?.downgrade == nil)
        #expect(slice.flavor("high")?.downgrade == "low")
        #expect(slice.problems().isEmpty)
    }

    @Test func theDecidingHorizonIsTheLongestThatThePolicyLooksAt() {
        #expect(Self.slice { $0.policy.horizon = 4 }.decidingHorizon == 1)
        #expect(Self.slice { $0.policy.horizon = 30 }.decidingHorizon == 5)
    }

    @Test(arguments: ["1;id>x", "../../x", "", "a b", ".hidden", "-rf", "größe", String(repeating: "x", count: 65)])
    func refusesIdentifiersThatMeanSomethingElsewhere(text: String) {
        #expect(!Slice.isIdentifier(text))
        #expect(!Self.slice { $0.id = text }.problems().isEmpty)
    }

    @Test func saysWhatDoesNotFit() {
        let problems = Self.slice {
            $0.targets = ["127.0.0.1:9100"]
            $0.policy.fallback = "huge"
            $0.policy.downgradeProbability = 0.5
            $0.flavors[1].settings = [:]
            $0.actuator = .trafficControl(.init(device: "eth0"))
        }.problems()
        #expect(problems.count == 4)
    }

    @Test(arguments: [
        (Bound.upper(50), 50.0, true), (.upper(50), 49.9, false), (.lower(5), 5, true), (.lower(5), .nan, false),
    ])
    func aValueAtTheBoundBreaksTheAgreement(bound: Bound, value: Double, expected: Bool) {
        #expect(bound.isViolated(by: value) == expected)
    }

    @Test func theMarginIsAShareOfTheBound() {
        #expect(Bound.upper(50).isKept(from: 0, to: 45, margin: 0.1))
        #expect(!Bound.upper(50).isKept(from: 0, to: 45.1, margin: 0.1))
        #expect(Bound.lower(50).isKept(from: 55, to: 99, margin: 0.1))
        #expect(!Bound.lower(50).isKept(from: .nan, to: 99, margin: 0.1))
    }
}
