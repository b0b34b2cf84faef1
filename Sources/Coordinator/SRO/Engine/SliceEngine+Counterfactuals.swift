package import Forecasting

extension SliceEngine {
    /// Gives up the models of the inputs alone that nobody asks now: only those of the neighbours of the flavor in force
    /// answer anything.
    ///
    /// - Returns: The flavors whose model of the inputs alone is missing, each with the version of its model; empty when
    ///   nothing has changed since it was asked last.
    package mutating func settleCounterfactuals() -> [String: Int] {
        guard hasUnsettledCounterfactuals else { return [:] }
        close()
        hasUnsettledCounterfactuals = false
        let neighbours = neighbours
        for id in Array(models.keys) where !neighbours.contains(id) { setCounterfactual(nil, of: id) }
        return models.filter { id, model in
            neighbours.contains(id) && model.counterfactual == nil && !model.summary.counterfactualScores.isEmpty
        }.mapValues(\.version)
    }

    /// Puts a model of the inputs alone to work beside the flavor's model, if that has the version and is still asked.
    package mutating func accompany(_ flavor: String, version: Int, by counterfactual: ForecastModel) {
        guard neighbours.contains(flavor), let model = models[flavor], model.version == version,
            counterfactual.canAccompany(model.model)
        else { return }
        close()
        setCounterfactual(counterfactual, of: flavor)
    }

    /// Whether the flavor is one that the one in force can be changed to.
    func isNeighbour(_ flavor: String) -> Bool { neighbours.contains(flavor) }

    private var neighbours: [String] {
        let here = slice.flavor(flavor)
        return [here?.downgrade, here?.upgrade].compactMap { $0 }
    }

    private mutating func setCounterfactual(_ counterfactual: ForecastModel?, of flavor: String) {
        models[flavor]?.counterfactual = counterfactual
        live[flavor]?.accompany(by: counterfactual)
    }
}
