import FeatureSelection
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct FeatureSelectorTests {
    @Test(arguments: 0..<6 as Range<UInt64>, [false, true])
    func choosesCausesBeforeTraps(seed: UInt64, staircase: Bool) throws {
        let recording = Recording(seed: seed, staircase: staircase)
        let chosen = try select(7, from: recording).chosen
        #expect(chosen.count == 7)
        for series in chosen.prefix(5) {
            let isCause = Recording.causes.contains { series.name.hasPrefix($0) } || series.name == "packets_total"
            #expect(isCause, "\(series.name) at \(series.forwardScore)")
            #expect(series.isSupported)
        }
        #expect(chosen.contains { $0.name == "burst" }, "the second cause is told, too")
    }

    @Test(arguments: [
        (rows: 90, period: 40.0, horizon: Int64(5), share: 0.55), (240, 100, 30, 0.75), (500, 200, 30, 0.8),
    ])
    func choosesCausesInShortRecordings(size: (rows: Int, period: Double, horizon: Int64, share: Double)) throws {
        var causes = 0
        for seed in 0..<20 as Range<UInt64> {
            let recording = Recording(seed: seed, rows: size.rows, period: size.period)
            let chosen = try FeatureSelector(SelectionSettings(count: 4, horizonSeconds: size.horizon)).select(
                from: recording.matrix,
                seconds: recording.seconds,
                target: recording.kpi,
                rows: 0..<size.rows
            ).chosen
            causes += chosen.count { series in
                Recording.causes.contains { series.name.hasPrefix($0) } || series.name == "packets_total"
            }
        }
        #expect(Double(causes) / 80 >= size.share)
    }

    @Test func survivesGapsInTimeAndValuesThatAreNotFinite() throws {
        let recording = Recording(seed: 12)
        let present = recording.seconds.indices.filter { $0 / 50 % 9 != 4 }
        let holed = recording.matrix.rows(present)
        let columns = holed.columns.enumerated().map { index, column in
            column.enumerated().map { $0.offset % 83 == index ? [.nan, .infinity, -.infinity][index % 3] : $0.element }
        }
        let selection = try FeatureSelector(SelectionSettings(count: 4)).select(
            from: SeriesMatrix(names: holed.names, columns: columns),
            seconds: present.map { recording.seconds[$0] },
            target: present.map { $0 % 97 == 0 ? .nan : recording.kpi[$0] },
            rows: 0..<1300
        )
        #expect(selection.chosen.allSatisfy { $0.isSupported })
        #expect(selection.chosen.contains { $0.name.hasPrefix("load") || $0.name == "packets_total" })
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func findsNoEvidenceForAShuffledTarget(seed: UInt64) throws {
        let recording = Recording(seed: seed)
        var random = SplitMix64(seed: seed)
        let selection = try FeatureSelector(SelectionSettings(count: 5)).select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: recording.kpi.shuffled(using: &random),
            rows: 0..<1400
        )
        #expect(selection.chosen.allSatisfy { !$0.isSupported })
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func findsNoEvidenceInClocksAndSums(seed: UInt64) throws {
        let recording = Recording(seed: seed)
        let selection = try select(5, from: recording)
        for name in ["unsteady_clock", "free_bytes", "trend_with_noise"] {
            let column = try #require(recording.matrix.names.firstIndex(of: name))
            #expect(try #require(selection.forwardScores[column]) < SelectedSeries.supportingScore, "\(name)")
        }
        let clock = try #require(recording.matrix.names.firstIndex(of: "clock_seconds"))
        #expect(selection.verdicts[clock] == .clock)
    }

    static let clocks: [(String, @Sendable (Double) -> Double)] = [
        ("node_time_seconds", { 1_600_000_000.4 + $0 + 0.05 * sin($0 * $0) }),
        ("scrape_milliseconds", { 1_600_000_000_400 + 1000 * $0 + 50 * sin($0 * $0) }),
        ("last_collection_time_seconds", { 1_600_000_000 + 120 * ($0 / 120).rounded(.down) }),
        ("uptime_seconds", { 5123 + $0 + 0.2 * sin($0 * $0) }),
    ]

    @Test(arguments: clocks)
    func neverConsidersAClock(name: String, reading: @Sendable (Double) -> Double) throws {
        let recording = Recording(seed: 13)
        let values = recording.seconds.indices.map { reading(Double($0)) }
        let matrix = SeriesMatrix(
            names: recording.matrix.names + [name],
            columns: recording.matrix.columns + [values]
        )
        let selection = try FeatureSelector(SelectionSettings(count: 1000)).select(
            from: matrix,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<1400
        )
        #expect(selection.verdicts.last == .clock)
        #expect(!selection.chosen.contains { $0.name == name })
    }

    @Test func leavesOutConstantsAndCopies() throws {
        let recording = Recording(seed: 1)
        let selection = try select(5, from: recording)
        let names = recording.matrix.names
        let constant = try #require(names.firstIndex(of: "constant"))
        let copy = try #require(names.firstIndex(of: "copy_of_load0"))
        #expect(selection.verdicts[constant] == .constant)
        #expect(selection.verdicts[copy] == .duplicate(of: try #require(names.firstIndex(of: "load0"))))
    }

    @Test(arguments: [1, 2, 15, 40, 1000])
    func choosesAnyNumber(count: Int) throws {
        let recording = Recording(seed: 2)
        let selection = try select(count, from: recording)
        let usable = selection.verdicts.count { $0 != .constant && $0 != .sparse && $0 != .clock }
        #expect(selection.chosen.count == min(count, usable))
        #expect(Set(selection.chosen.map(\.column)).count == selection.chosen.count)
    }

    @Test(arguments: SelectionMethod.allCases)
    func looksAtNothingAfterTheTrainingRows(method: SelectionMethod) throws {
        let recording = Recording(seed: 3)
        let split = 1400
        let selector = FeatureSelector(SelectionSettings(count: 10, method: method), importance: squaredCorrelations)
        let before = try selector.select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<split
        )
        let spoiled = SeriesMatrix(
            names: recording.matrix.names,
            columns: recording.matrix.columns.map { $0[..<split] + $0[split...].map { -1e6 * $0 - 7 } }
        )
        let after = try selector.select(
            from: spoiled,
            seconds: recording.seconds,
            target: recording.kpi[..<split] + recording.kpi[split...].map { _ in .infinity },
            rows: 0..<split
        )
        #expect(before.chosen == after.chosen)
        #expect(before.verdicts == after.verdicts)
    }

    @Test func doesNotDependOnTheOrderOfColumns() throws {
        let recording = Recording(seed: 4)
        let order = recording.matrix.names.indices.sorted { $0 * 31 % 47 < $1 * 31 % 47 }
        let shuffled = recording.matrix.selecting(order)
        let first = try select(8, from: recording).chosen
        let second = try FeatureSelector(SelectionSettings(count: 8)).select(
            from: shuffled,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<1400
        ).chosen
        let copies = ["load0", "copy_of_load0"]
        #expect(first.map(\.name).filter { !copies.contains($0) } == second.map(\.name).filter { !copies.contains($0) })
    }

    @Test func givesCountersToTheModelAsRates() throws {
        let recording = Recording(seed: 5)
        let selection = try select(7, from: recording)
        let inputs = selection.inputs(from: recording.matrix, seconds: recording.seconds)
        #expect(inputs.names == selection.chosen.map(\.name))
        let packets = try #require(inputs.names.firstIndex(of: "packets_total"))
        #expect(inputs.columns[packets][0].isNaN)
        #expect(inputs.columns[packets].dropFirst().allSatisfy { (0...3000).contains($0) })
    }

    @Test func saysWhenThereIsNothingToChoose() {
        let flat = SeriesMatrix(
            names: ["a", "b"],
            columns: [.init(repeating: 1, count: 200), .init(repeating: .nan, count: 200)]
        )
        let kpi = (0..<200).map { Double($0 % 7) }
        #expect(throws: SelectionError.nothingToChoose(columns: 2)) {
            try FeatureSelector().select(from: flat, seconds: (0..<200).map(Int64.init), target: kpi, rows: 0..<200)
        }
    }

    @Test func saysWhenTheKPIIsHardlyEverKnown() {
        let matrix = SeriesMatrix(names: ["a"], columns: [(0..<200).map { Double($0 * $0 % 17) }])
        let kpi = (0..<200).map { $0 < 45 ? 1.0 : .nan }
        #expect(throws: SelectionError.tooFewRows(found: 14, needed: 20)) {
            try FeatureSelector().select(from: matrix, seconds: (0..<200).map(Int64.init), target: kpi, rows: 0..<200)
        }
    }

    @Test func judgesAKPIThatCanBeZeroOrNegative() throws {
        let recording = Recording(seed: 6)
        let shifted = recording.kpi.map { $0 - 5 }
        let chosen = try FeatureSelector(SelectionSettings(count: 3)).select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: shifted,
            rows: 0..<1400
        ).chosen
        #expect(chosen.allSatisfy { $0.isSupported })
    }

    @Test(arguments: SelectionMethod.allCases, [false, true])
    func isNotTakenInByClocksWhateverTheMethod(method: SelectionMethod, staircase: Bool) throws {
        let recording = Recording(seed: 7, staircase: staircase)
        let selector = FeatureSelector(SelectionSettings(count: 5, method: method), importance: squaredCorrelations)
        let chosen = try selector.select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<1400
        ).chosen
        for series in chosen {
            let isTrap = ["clock", "free", "leak", "trend", "uptime"].contains { series.name.contains($0) }
            #expect(!isTrap, "\(series.name)")
        }
    }

    @Test func tellsHowStableTheChoiceIs() throws {
        let recording = Recording(seed: 8)
        let selection = try FeatureSelector(SelectionSettings(count: 7, resampleCount: 10)).select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<1400
        )
        let plain = try select(7, from: recording)
        #expect(selection.chosen.map(\.name) == plain.chosen.map(\.name))
        #expect(plain.chosen.allSatisfy { $0.stability == nil })
        for series in selection.chosen where series.name.hasPrefix("load") {
            #expect(try #require(series.stability) >= 0.8, "\(series.name)")
        }
    }

    @Test func reportsProgressUpToTheEnd() throws {
        let recording = Recording(seed: 11)
        let furthest = Mutex(0.0)
        let settings = SelectionSettings(count: 5, resampleCount: 2)
        _ = try FeatureSelector(settings).select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<1400
        ) { done, total in
            furthest.withLock { $0 = max($0, Double(done) / Double(total)) }
        }
        #expect(furthest.withLock { $0 } == 1)
    }

    private func select(_ count: Int, from recording: Recording) throws -> Selection {
        try FeatureSelector(SelectionSettings(count: count)).select(
            from: recording.matrix,
            seconds: recording.seconds,
            target: recording.kpi,
            rows: 0..<1400
        )
    }
}

/// Stands for a model: what a straight line through one series explains.
private let squaredCorrelations: ImportanceOfSeries = { series, target in
    series.columns.map { values in
        let correlation = FTest(values, against: target).correlation
        return correlation * correlation
    }
}
