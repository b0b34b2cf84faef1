import BoostedTrees
import FeatureSelection
import Hashing

/// The file of a model: magic and format version, the length of what follows, all fields little-endian, and a SHA-256 over
/// everything before it.
extension ForecastModel {
    private static let magic = Array("SLICEFC\n".utf8)
    private static let formatVersion: UInt32 = 4

    /// The artifact's bytes: the same model always gives the same bytes.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        for byte in Self.magic { writer.put(byte) }
        writer.put(Self.formatVersion)
        put(settings, to: &writer)
        writer.put(targetName)
        writer.put(UInt32(inputNames.count))
        for ((name, kind), scaling) in zip(zip(inputNames, inputKinds), scaling) {
            writer.put(name)
            writer.put(kind.rawValue)
            writer.put(scaling.center)
            writer.put(scaling.factor)
        }
        writer.put(trainingSpan.lowerBound)
        writer.put(trainingSpan.upperBound)
        writer.put(Int64(trainingRowCount))
        writer.put(dataHash)
        writer.put(scale.kind.rawValue)
        writer.put(scale.unit)
        writer.put(trainingMedian)
        writer.put(season?.periodSeconds ?? 0)
        if let season {
            writer.put(season.sums)
            writer.put(season.counts)
            writer.put(UInt32(season.numbers.count))
            for number in season.numbers { writer.put(number) }
        }
        for (model, score) in zip(horizonModels, scores) {
            put(model, to: &writer)
            put(score, to: &writer)
        }
        let checksum = SHA256.hash(writer.bytes)
        for byte in checksum { writer.put(byte) }
        return writer.bytes
    }

    private func put(_ settings: TrainingSettings, to writer: inout ByteWriter) {
        writer.put(settings.horizons.map(Double.init))
        writer.put(Int64(settings.windowSeconds))
        writer.put(settings.objective.rawValue)
        writer.put(settings.intervalLevel)
        writer.put(UInt8(settings.usesPastOfTarget ? 1 : 0))
        writer.put(settings.minimumFreshShare)
    }

    private func put(_ model: HorizonModel, to writer: inout ByteWriter) {
        writer.put(model.trees?.compact.encoded() ?? [])
        writer.put(model.trees?.full.encoded() ?? [])
        writer.put(UInt8(model.line == nil ? 0 : 1))
        if let line = model.line {
            writer.put(line.intercept)
            writer.put(line.slopes)
            writer.put(line.centers)
            writer.put(line.range.lowerBound)
            writer.put(line.range.upperBound)
        }
        let mixture = model.mixture
        for shares in [mixture.weights, mixture.pastWeights] { writer.put(shares.indices.map { shares[$0] }) }
        for sum in [mixture.rounds, mixture.usualLoss, mixture.usualCount] { writer.put(sum) }
        for sum in [model.errorScale.usual, model.errorScale.sum, model.errorScale.count] { writer.put(sum) }
        for table in [model.residuals, model.fallbackResiduals] {
            writer.put(table.centers)
            writer.put(table.quantiles)
        }
    }

    private func put(_ score: HorizonScore, to writer: inout ByteWriter) {
        writer.put(score.champion.rawValue)
        writer.put(Int64(score.samples))
        writer.put(UInt32(score.candidates.count))
        for candidate in score.candidates {
            writer.put(candidate.family.rawValue)
            writer.put(candidate.nmae)
            writer.put(candidate.mape)
        }
    }

    /// Reads an artifact.
    ///
    /// - Parameters:
    ///   - bytes: What ``encoded()`` has made.
    ///   - other: A model whose names, scales and history of the KPI are held once for both, where they are the same.
    /// - Throws: ``ForecastingError/unreadableArtifact(_:)`` with the reason, when the bytes are foreign, damaged or of a
    ///   newer format.
    public convenience init(decoding bytes: [UInt8], beside other: ForecastModel? = nil) throws(ForecastingError) {
        guard bytes.starts(with: Self.magic) else {
            throw .unreadableArtifact("it does not begin as a model of this program")
        }
        var reader = ByteReader(bytes.dropFirst(Self.magic.count))
        let version = try reader.integer(UInt32.self)
        guard version == Self.formatVersion else {
            throw .unreadableArtifact("it has format \(version); this program reads format \(Self.formatVersion)")
        }
        guard bytes.count >= Self.magic.count + 36, SHA256.hash(bytes.dropLast(32)).elementsEqual(bytes.suffix(32))
        else {
            throw .unreadableArtifact("its checksum does not match: it is damaged or incomplete")
        }
        reader = ByteReader(bytes.dropFirst(Self.magic.count + 4).dropLast(32))
        let settings = try Self.settings(from: &reader)
        let targetName = try reader.text()
        var (names, kinds, scaling): ([String], [SeriesKind], [InputScaling]) = ([], [], [])
        for _ in 0..<(try reader.listCount(of: 20)) {
            names.append(try reader.text())
            kinds.append(try reader.member(SeriesKind.self))
            scaling.append(InputScaling(center: try reader.double(), factor: try reader.double()))
        }
        let (first, last) = (try reader.integer(Int64.self), try reader.integer(Int64.self))
        guard first <= last else { throw .unreadableArtifact("its training span ends before it begins") }
        let rowCount = Int(try reader.integer(Int64.self))
        let dataHash = try reader.list()
        guard let kind = TargetScale.Kind(rawValue: try reader.integer(UInt8.self)) else {
            throw .unreadableArtifact("its scale is not known here")
        }
        let scale = TargetScale(kind: kind, unit: try reader.double())
        let median = try reader.double()
        let season = try Self.season(from: &reader)
        let layout = FeatureLayout(
            inputCount: names.count,
            windowSeconds: settings.windowSeconds,
            usesPastOfTarget: settings.usesPastOfTarget
        )
        var (models, scores): ([HorizonModel], [HorizonScore]) = ([], [])
        for horizon in settings.horizons {
            let model = try Self.horizonModel(from: &reader, horizonSeconds: horizon, layout: layout)
            models.append(model)
            scores.append(try Self.score(from: &reader, horizonSeconds: horizon))
        }
        guard reader.isAtEnd else { throw .unreadableArtifact("there is more in it than a model") }
        self.init(
            settings: settings,
            inputNames: Self.once(names, other?.inputNames),
            inputKinds: Self.once(kinds, other?.inputKinds),
            targetName: targetName,
            trainingSpan: first...last,
            trainingRowCount: rowCount,
            dataHash: Self.once(dataHash, other?.dataHash),
            scores: scores,
            scale: scale,
            scaling: Self.once(scaling, other?.scaling),
            trainingMedian: median,
            season: season.map { $0.shared(with: other?.season) },
            horizonModels: models
        )
    }

    /// A list in the memory of the other one, if that is the same.
    private static func once<Element: Equatable>(_ list: [Element], _ other: [Element]?) -> [Element] {
        if let other, other == list { other } else { list }
    }

    private static func settings(from reader: inout ByteReader) throws(ForecastingError) -> TrainingSettings {
        let horizons = try reader.doubles().map { Int(exactly: $0) ?? 0 }
        let windowSeconds = Int(try reader.integer(Int64.self))
        let settings = TrainingSettings(
            horizons: horizons,
            windowSeconds: windowSeconds,
            objective: try reader.member(Objective.self),
            intervalLevel: try reader.double(),
            usesPastOfTarget: try reader.integer(UInt8.self) == 1,
            minimumFreshShare: try reader.double()
        )
        try settings.validate()
        return settings
    }

    private static func season(from reader: inout ByteReader) throws(ForecastingError) -> SeasonalHistory? {
        let period = try reader.integer(Int64.self)
        guard period != 0 else { return nil }
        let (sums, counts) = (try reader.floats(), try reader.floats())
        var numbers: [Int64] = []
        for _ in 0..<(try reader.listCount(of: 8)) { numbers.append(try reader.integer(Int64.self)) }
        // Any longer period has more bins than can be: a damaged number is not taken for a length.
        guard (1...31_622_400).contains(period),
            let season = SeasonalHistory(periodSeconds: period, sums: sums, counts: counts, numbers: numbers)
        else { throw .unreadableArtifact("its period of \(period) s does not fit to its history") }
        return season
    }

    private static func horizonModel(
        from reader: inout ByteReader,
        horizonSeconds: Int,
        layout: FeatureLayout
    ) throws(ForecastingError) -> HorizonModel {
        let (compact, full) = (try reader.list(), try reader.list())
        var trees: TreesModel?
        if !full.isEmpty {
            do {
                trees = TreesModel(compact: try FlatTrees(decoding: compact), full: try FlatTrees(decoding: full))
            } catch {
                throw .unreadableArtifact(error.description)
            }
        }
        var line: LinearModel?
        if try reader.integer(UInt8.self) == 1 {
            let (intercept, slopes, centers) = (try reader.double(), try reader.doubles(), try reader.doubles())
            let (low, high) = (try reader.double(), try reader.double())
            guard slopes.count == centers.count, low <= high else {
                throw .unreadableArtifact("its linear model contradicts itself")
            }
            line = LinearModel(intercept: intercept, slopes: slopes, centers: centers, range: low...high)
        }
        guard
            [trees?.compact.featureCount, trees?.full.featureCount, line?.slopes.count].allSatisfy({
                ($0 ?? 0) <= layout.count
            })
        else { throw .unreadableArtifact("it asks for more features than it has inputs for") }
        guard (trees == nil) == (line == nil) else { throw .unreadableArtifact("one of its models is missing") }
        let mixture = try Self.mixture(from: &reader, horizonSeconds: horizonSeconds)
        var errorScale = RecentScale(horizonSeconds: horizonSeconds, usual: try reader.double())
        (errorScale.sum, errorScale.count) = (try reader.double(), try reader.double())
        guard [errorScale.usual, errorScale.sum, errorScale.count].allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw .unreadableArtifact("its scale of errors is none")
        }
        var tables: [ResidualTable] = []
        for _ in 0..<2 {
            let (centers, quantiles) = (try reader.floats(), try reader.floats())
            guard !centers.isEmpty, quantiles.count == centers.count * ResidualTable.levels.count else {
                throw .unreadableArtifact("its table of errors is incomplete")
            }
            tables.append(ResidualTable(centers: centers, quantiles: quantiles))
        }
        return HorizonModel(
            horizonSeconds: horizonSeconds,
            trees: trees,
            line: line,
            mixture: mixture,
            errorScale: errorScale,
            residuals: tables[0],
            fallbackResiduals: tables[1]
        )
    }

    private static func mixture(
        from reader: inout ByteReader,
        horizonSeconds: Int
    ) throws(ForecastingError) -> Mixture {
        var mixture = Mixture(horizonSeconds: horizonSeconds)
        let (weights, past) = (try reader.doubles(), try reader.doubles())
        (mixture.rounds, mixture.usualLoss, mixture.usualCount) = (
            try reader.double(), try reader.double(), try reader.double()
        )
        let sums = [mixture.rounds, mixture.usualLoss, mixture.usualCount]
        guard
            [weights, past].allSatisfy({
                $0.count == 8 && $0.allSatisfy { (0...1).contains($0) } && $0.contains { $0 > 0 }
            }),
            mixture.rounds > 0, sums.allSatisfy({ $0 >= 0 && $0.isFinite })
        else { throw .unreadableArtifact("its weights are none") }
        (mixture.weights, mixture.pastWeights) = (SIMD8(weights), SIMD8(past))
        return mixture
    }

    private static func score(
        from reader: inout ByteReader,
        horizonSeconds: Int
    ) throws(ForecastingError) -> HorizonScore {
        let champion = try reader.member(ForecastFamily.self)
        let samples = Int(try reader.integer(Int64.self))
        var candidates: [HorizonScore.Candidate] = []
        for _ in 0..<(try reader.listCount(of: 20)) {
            candidates.append(
                HorizonScore.Candidate(
                    family: try reader.member(ForecastFamily.self),
                    nmae: try reader.double(),
                    mape: try reader.double()
                )
            )
        }
        return HorizonScore(
            horizonSeconds: horizonSeconds,
            champion: champion,
            samples: samples,
            candidates: candidates
        )
    }
}
