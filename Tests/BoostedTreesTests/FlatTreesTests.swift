import BoostedTrees
import TestSupport
import Testing

/// Rows with gaps, and a target that depends on three of the features.
private struct Sample {
    var rows: [Float] = []
    var labels: [Float] = []
    let columnCount = 7

    init(rowCount: Int, seed: UInt64, missing: Double = 0.1) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<rowCount {
            var row = (0..<columnCount).map { _ in Float.random(in: -3...3, using: &random) }
            row[6] = (row[6] * 2).rounded()
            labels.append(row[0] * row[1] + (row[2] > 0.5 ? 2 : -1) + Float.random(in: -0.2...0.2, using: &random))
            for column in 0..<columnCount where Double.random(in: 0..<1, using: &random) < missing {
                row[column] = .nan
            }
            rows += row
        }
    }

    func row(_ index: Int) -> [Float] { Array(rows[index * columnCount..<(index + 1) * columnCount]) }
}

@Suite struct FlatTreesTests {
    @Test(arguments: [(1, 2), (40, 4), (25, 6)], [1 as UInt64, 2, 3])
    func predictsTheLibrarysAnswerToTheLastBit(shape: (rounds: Int, depth: Int), seed: UInt64) throws {
        let sample = Sample(rowCount: 700, seed: seed)
        let matrix = try FeatureMatrix(sample.rows, columnCount: sample.columnCount)
        try matrix.setLabels(sample.labels)
        let settings = BoostingSettings(
            rounds: shape.rounds,
            maximumDepth: shape.depth,
            minimumChildWeight: 1,
            rowShare: 0.7,
            columnShare: 0.6,
            baseScore: 0.3
        )
        let booster = try Booster(growingOn: matrix, settings: settings)
        let trees = try booster.flatTrees()
        let fresh = Sample(rowCount: 300, seed: seed + 100, missing: 0.3)
        let library = try booster.predict(FeatureMatrix(fresh.rows, columnCount: fresh.columnCount))
        #expect(trees.treeCount == shape.rounds)
        #expect(
            trees.predict(rows: fresh.rows, columnCount: fresh.columnCount).map(\.bitPattern)
                == library.map(\.bitPattern)
        )
        for index in 0..<300 {
            #expect(trees.predict(fresh.row(index)).bitPattern == library[index].bitPattern)
        }
    }

    @Test(arguments: [1 as UInt64, 2])
    func contributesWhatTheLibraryContributes(seed: UInt64) throws {
        let sample = Sample(rowCount: 600, seed: seed)
        let matrix = try FeatureMatrix(sample.rows, columnCount: sample.columnCount)
        try matrix.setLabels(sample.labels)
        let booster = try Booster(growingOn: matrix, settings: BoostingSettings(rounds: 30, maximumDepth: 5))
        let trees = try booster.flatTrees()
        let fresh = Sample(rowCount: 50, seed: seed + 7, missing: 0.2)
        let library = try booster.contributions(FeatureMatrix(fresh.rows, columnCount: fresh.columnCount))
        for index in 0..<50 {
            var sums = [Double](repeating: 0, count: fresh.columnCount)
            trees.addContributions(of: fresh.row(index), to: &sums)
            let expected = library[index * 8..<index * 8 + 8].map(Double.init)
            for (ours, theirs) in zip(sums + [trees.expectedValue], expected) {
                // How the training rows parted is known to one part in 65,535.
                #expect(abs(ours - theirs) < 1e-3)
            }
            let total = sums.reduce(trees.expectedValue, +)
            #expect(abs(total - Double(trees.predict(fresh.row(index)))) < 1e-4)
        }
    }

    @Test func readsBackItsOwnBytes() throws {
        let trees = try grownTrees()
        #expect(try FlatTrees(decoding: trees.encoded()) == trees)
    }

    @Test func refusesDamagedBytesWithoutATrap() throws {
        let bytes = try grownTrees().encoded()
        var random = SplitMix64(seed: 5)
        for length in stride(from: 0, to: bytes.count, by: 13) {
            #expect(throws: XGBoostError.self) { try FlatTrees(decoding: Array(bytes[..<length])) }
        }
        let row = [Float](repeating: 0.5, count: 7)
        for _ in 0..<2_000 {
            var damaged = bytes
            for _ in 0..<4 {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let trees = try? FlatTrees(decoding: damaged), trees.featureCount <= 7 else { continue }
            _ = trees.predict(row)
        }
    }

    private func grownTrees() throws -> FlatTrees {
        let sample = Sample(rowCount: 300, seed: 11)
        let matrix = try FeatureMatrix(sample.rows, columnCount: sample.columnCount)
        try matrix.setLabels(sample.labels)
        return try Booster(growingOn: matrix, settings: BoostingSettings(rounds: 5)).flatTrees()
    }
}

@Suite struct BoosterTests {
    @Test func growsTheSameTreesTwice() throws {
        let sample = Sample(rowCount: 500, seed: 4)
        let matrix = try FeatureMatrix(sample.rows, columnCount: sample.columnCount)
        try matrix.setLabels(sample.labels)
        let settings = BoostingSettings(rounds: 20, rowShare: 0.5, columnShare: 0.5)
        let first = try Booster(growingOn: matrix, settings: settings).encoded()
        _ = try Booster(growingOn: matrix, settings: BoostingSettings(rounds: 3, rowShare: 0.3))
        let second = try Booster(growingOn: matrix, settings: settings).encoded()
        #expect(first == second)
    }

    @Test func squaredErrorByHandIsTheLibrarysOwn() throws {
        let sample = Sample(rowCount: 500, seed: 6)
        let matrix = try FeatureMatrix(sample.rows, columnCount: sample.columnCount)
        try matrix.setLabels(sample.labels)
        let settings = BoostingSettings(rounds: 15, minimumChildWeight: 1)
        let builtIn = try Booster(growingOn: matrix, settings: settings).flatTrees()
        let byHand = try Booster(growingOn: matrix, settings: settings) { _, predictions, first, second in
            for row in predictions.indices {
                first[row] = predictions[row] - sample.labels[row]
                second[row] = 1
            }
        }.flatTrees()
        #expect(builtIn == byHand)
    }

    @Test func readsBackItsOwnBytes() throws {
        let sample = Sample(rowCount: 200, seed: 8)
        let matrix = try FeatureMatrix(sample.rows, columnCount: sample.columnCount)
        try matrix.setLabels(sample.labels)
        let booster = try Booster(growingOn: matrix, settings: BoostingSettings(rounds: 4))
        let again = try Booster(decoding: booster.encoded())
        #expect(try again.predict(matrix) == booster.predict(matrix))
    }

    @Test func saysWhyForeignBytesAreRefused() {
        #expect(throws: XGBoostError.self) { _ = try Booster(decoding: Array("not a model".utf8)) }
    }
}
