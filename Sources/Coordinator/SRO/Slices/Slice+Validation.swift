extension Slice {
    /// What is wrong with the slice, in words; empty when nothing is.
    public func problems() -> [String] {
        var problems: [String] = []
        if !Self.isIdentifier(id) { problems.append("the id \"\(id)\" is not made of letters, digits, '.', '_', '-'") }
        if kpi.name.isEmpty { problems.append("the KPI has no name") }
        if !bound.value.isFinite { problems.append("the bound is not a number") }
        if !(0...10_000).contains(patience) {
            problems.append("patience must lie between 0 and 10000 ms, found \(patience)")
        }
        if !(1...1000).contains(inputCount) {
            problems.append("inputs must lie between 1 and 1000, found \(inputCount)")
        }
        problems += flavorProblems() + targetProblems() + policy.problems()
        switch actuator {
        case .command(let settings): problems += settings.problems(flavors: flavors)
        case .shapingLease(let settings): problems += settings.problems(flavors: flavors)
        case .webhook(let settings): problems += settings.problems()
        case .kubernetes(let settings): problems += settings.problems(flavors: flavors)
        case .dryRun, .trafficControl: break
        }
        if case .trafficControl = actuator {
            for flavor in flavors where flavor.settings["rate"] == nil {
                problems.append("flavor \(flavor.id) has no rate, which traffic control needs")
            }
        }
        return problems
    }

    /// Whether `text` may name a slice or a flavor: it goes into paths and argument vectors.
    public static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default:
                    false
                }
            }
            && !text.hasPrefix(".") && !text.hasPrefix("-")
    }

    private func flavorProblems() -> [String] {
        var problems: [String] = []
        if flavors.isEmpty { problems.append("there is no flavor") }
        var seen: Set<String> = []
        for flavor in flavors {
            if !Self.isIdentifier(flavor.id) {
                problems.append("the flavor \"\(flavor.id)\" is not made of letters, digits, '.', '_', '-'")
            }
            if !seen.insert(flavor.id).inserted { problems.append("the flavor \(flavor.id) is there twice") }
            for neighbour in [flavor.upgrade, flavor.downgrade].compactMap({ $0 }) {
                if self.flavor(neighbour) == nil {
                    problems.append("flavor \(flavor.id) names \(neighbour), which is no flavor")
                } else if neighbour == flavor.id {
                    problems.append("flavor \(flavor.id) names itself as its neighbour")
                }
            }
        }
        let named = [initialFlavor] + [policy.minimumFlavor, policy.maximumFlavor, policy.fallback].compactMap { $0 }
        for id in named where flavor(id) == nil {
            problems.append("\"\(id)\" is no flavor of this slice")
        }
        return problems
    }

    private func targetProblems() -> [String] {
        var problems: [String] = []
        for target in targets where !target.hasPrefix("http://") && !target.hasPrefix("https://") {
            problems.append("the target \(target) is neither http:// nor https://")
        }
        if Set(targets).count != targets.count { problems.append("a target is there twice") }
        return problems
    }
}
