import MetricModel

/// The families of a page while it is being read.
struct FamilyAssembly {
    /// A family, and what of it is known so far.
    struct Draft {
        var name: MetricName
        var help = ""
        var kind = MetricKind.unknown
        var samples: [Sample] = []
    }

    private var drafts: [Draft] = []
    /// By the name in `HELP` and `TYPE` lines.
    private var declared: [String: Int] = [:]
    /// By the name that samples without a suffix have.
    private var sampled: [String: Int] = [:]

    var families: [MetricFamily] {
        drafts.map { MetricFamily($0.name, help: $0.help, kind: $0.kind, samples: $0.samples) }
    }

    mutating func setHelp(_ help: String, of name: MetricName) {
        let index = declaration(of: name)
        drafts[index].help = help
    }

    /// Declares a family; where the format leaves `nameSuffix` out of its declared name, it is put back.
    mutating func setKind(_ kind: MetricKind, of name: MetricName, nameSuffix: String) {
        let index = declaration(of: name)
        drafts[index].kind = kind
        guard !nameSuffix.isEmpty, !name.text.hasSuffix(nameSuffix), drafts[index].samples.isEmpty,
            let full = MetricName(validating: name.text + nameSuffix)
        else { return }
        sampled[name.text] = nil
        drafts[index].name = full
        if sampled[full.text] == nil { sampled[full.text] = index }
    }

    mutating func append(_ sample: Sample, to index: Int) {
        drafts[index].samples.append(sample)
    }

    /// The family that a series called `name` belongs to, and what its name has beyond the family's.
    mutating func family(ofSeries name: MetricName) -> (index: Int, suffix: SampleSuffix) {
        if let index = sampled[name.text] { return (index, .none) }
        for suffix in SampleSuffix.allCases where suffix != .none && name.text.hasSuffix(suffix.rawValue) {
            let base = String(name.text.dropLast(suffix.rawValue.utf8.count))
            if let index = declared[base], drafts[index].kind.hasSeries(with: suffix) { return (index, suffix) }
        }
        drafts.append(Draft(name: name))
        let index = drafts.count - 1
        sampled[name.text] = index
        if declared[name.text] == nil { declared[name.text] = index }
        return (index, .none)
    }

    private mutating func declaration(of name: MetricName) -> Int {
        if let index = declared[name.text] { return index }
        drafts.append(Draft(name: name))
        let index = drafts.count - 1
        declared[name.text] = index
        if sampled[name.text] == nil { sampled[name.text] = index }
        return index
    }
}

extension MetricKind {
    fileprivate func hasSeries(with suffix: SampleSuffix) -> Bool {
        switch (self, suffix) {
        case (.histogram, .bucket), (.histogram, .sum), (.histogram, .count), (.summary, .sum), (.summary, .count): true
        // The text format has no word of its own for gauge histograms.
        case (.histogram, .gaugeSum), (.histogram, .gaugeCount): true
        case (.gaugeHistogram, .bucket), (.gaugeHistogram, .gaugeSum), (.gaugeHistogram, .gaugeCount): true
        default: false
        }
    }
}
