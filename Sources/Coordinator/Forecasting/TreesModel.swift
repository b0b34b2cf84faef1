import BoostedTrees
import Glibc

/// Two ensembles of boosted trees, one on the few strong features and one on all of them; the forecast is their mean.
///
/// Neither is better on every recording, and the mean of two that err differently errs less than either.
struct TreesModel: Sendable, Equatable {
    var compact: FlatTrees
    var full: FlatTrees

    func predict(_ features: UnsafeBufferPointer<Float>) -> Double {
        (Double(compact.predict(features)) + Double(full.predict(features))) / 2
    }

    /// What both say when they know nothing.
    var expectedValue: Double { (compact.expectedValue + full.expectedValue) / 2 }

    /// Adds half of each ensemble's exact SHAP values.
    func addContributions(of features: [Float], weight: Double, to sums: inout [Double]) {
        var both = [Double](repeating: 0, count: features.count)
        compact.addContributions(of: features, to: &both)
        full.addContributions(of: features, to: &both)
        for position in both.indices { sums[position] += weight * both[position] / 2 }
    }
}

extension TreesModel {
    /// Many shallow trees: noise is what there is most of, and deep trees learn it.
    private static func settings(baseScore: Double) -> BoostingSettings {
        BoostingSettings(
            rounds: 50,
            learningRate: 0.16,
            maximumDepth: 3,
            minimumChildWeight: 6,
            rowShare: 0.55,
            columnShare: 0.5,
            baseScore: baseScore
        )
    }

    /// Grows both ensembles.
    ///
    /// - Throws: ``ForecastingError/boosting(_:)`` when the library refuses.
    init(
        fitting rows: [Float],
        layout: FeatureLayout,
        labels: [Double],
        values: [Double],
        loss: RobustLoss
    ) throws(ForecastingError) {
        let base = labels.sorted()[labels.count / 2]
        func grow(featureCount: Int) throws(ForecastingError) -> FlatTrees {
            var features = rows
            if featureCount < layout.count {
                features = []
                features.reserveCapacity(labels.count * featureCount)
                for row in labels.indices { features += rows[row * layout.count..<row * layout.count + featureCount] }
            }
            do {
                let matrix = try FeatureMatrix(features, columnCount: featureCount)
                return try Booster(
                    growingOn: matrix,
                    settings: TreesModel.settings(baseScore: base)
                ) { round, predictions, first, second in
                    // The first trees learn from squares, which carry far; the later ones from absolute errors.
                    let loss = loss.rounded(by: max(1, 4 * pow(0.72, Double(round))))
                    for row in labels.indices {
                        let (slope, curvature) = loss.derivatives(
                            prediction: Double(predictions[row]),
                            label: labels[row],
                            value: values[row]
                        )
                        first[row] = Float(slope)
                        second[row] = Float(curvature)
                    }
                }.flatTrees()
            } catch {
                throw .boosting(error.description)
            }
        }
        let full = try grow(featureCount: layout.count)
        let hasTwo = layout.compactCount > 0 && layout.compactCount < layout.count
        self.init(compact: hasTwo ? try grow(featureCount: layout.compactCount) : full, full: full)
    }
}
