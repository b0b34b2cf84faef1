public import Forecasting
public import Store

/// The models of one flavor as they come out of training or of the store.
public struct FlavorModel: Sendable {
    /// The flavor.
    public var flavor: String
    /// Counts the models of the flavor.
    public var version: Int
    /// Sees the inputs and the KPI's past.
    public var model: ForecastModel
    /// Sees the inputs alone, and so answers what this flavor would do with the load of now.
    public var counterfactual: ForecastModel?
    /// What is to be known of them.
    public var summary: ModelSummary

    /// The models of one flavor; both are trained on the same rows.
    public init(
        flavor: String,
        version: Int,
        model: ForecastModel,
        counterfactual: ForecastModel?,
        summary: ModelSummary
    ) {
        self.flavor = flavor
        self.version = version
        self.model = model
        self.counterfactual = counterfactual
        self.summary = summary
    }

    /// Decodes a stored model.
    ///
    /// A slice with one flavor has nothing to compare it with: the model of the inputs alone stays in the store.
    ///
    /// - Throws: ``StoreError/damaged(what:reason:)`` when it cannot be used; the flavor is then without a model.
    public init(_ stored: StoredModel, slice: Slice) throws(StoreError) {
        let what = Self.words(for: stored, of: slice)
        do {
            var summary = try JSON.decode(ModelSummary.self, from: stored.summary)
            let model = try ForecastModel(decoding: stored.artifact)
            guard model.inputNames == summary.inputs.map(\.name) else {
                throw ForecastingError.unreadableArtifact("its inputs are not those of its summary")
            }
            // One copy of each name is enough.
            for index in summary.inputs.indices { summary.inputs[index].name = model.inputNames[index] }
            let bytes = slice.flavors.count > 1 ? stored.counterfactual : nil
            let counterfactual = try bytes.map { bytes in try Self.counterfactual(decoding: bytes, beside: model) }
            self.init(
                flavor: stored.flavor,
                version: stored.version,
                model: model,
                counterfactual: counterfactual,
                summary: summary
            )
        } catch {
            throw .damaged(what: what, reason: "\(error)")
        }
    }

    /// Decodes the model of the inputs alone that comes with `model`.
    ///
    /// - Throws: ``StoreError/damaged(what:reason:)`` when it cannot be used.
    static func counterfactual(
        of stored: StoredModel,
        beside model: ForecastModel,
        slice: Slice
    ) throws(StoreError) -> ForecastModel? {
        guard let bytes = stored.counterfactual else { return nil }
        do {
            return try counterfactual(decoding: bytes, beside: model)
        } catch {
            throw .damaged(what: words(for: stored, of: slice), reason: "\(error)")
        }
    }

    private static func counterfactual(
        decoding bytes: [UInt8],
        beside model: ForecastModel
    ) throws(ForecastingError) -> ForecastModel {
        let counterfactual = try ForecastModel(decoding: bytes, beside: model)
        guard counterfactual.canAccompany(model) else {
            throw .unreadableArtifact("its model of the inputs alone sees other inputs")
        }
        return counterfactual
    }

    private static func words(for stored: StoredModel, of slice: Slice) -> String {
        "model \(stored.version) of flavor \(stored.flavor) of slice \(slice.id)"
    }
}
