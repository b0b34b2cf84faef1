import Forecasting
import Foundation
import SRO
import Store

extension StoredModel {
    /// A model as the store keeps it, without the model of the inputs alone.
    init(_ model: FlavorModel) throws {
        self.init(
            flavor: model.flavor,
            milliseconds: 1,
            summary: Array(try JSONEncoder().encode(model.summary)),
            artifact: model.model.encoded(),
            counterfactual: nil
        )
    }
}
