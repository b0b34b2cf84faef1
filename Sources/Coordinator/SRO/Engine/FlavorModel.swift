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
        let what = "model \(stored.version) of flavor \(stored.flavor) of slice \(slice.id)"
        do {
            let summary = try JSON.decode(ModelSummary.self, from: stored.summary)
            let model = try ForecastModel(decoding: stored.artifact)
            guard model.inputNames == summary.inputs.map(\.name) else {
                throw ForecastingError.unreadableArtifact("its inputs are not those of its summary")
            }
            let bytes = slice.flavors.count > 1 ? stored.counterfactual : nil
            let counterfactual = try bytes.map { bytes in try ForecastModel(decoding: bytes) }
            guard counterfactual?.canAccompany(model) ?? true else {
                throw ForecastingError.unreadableArtifact("its model of the inputs alone sees other inputs")
            }
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
}
