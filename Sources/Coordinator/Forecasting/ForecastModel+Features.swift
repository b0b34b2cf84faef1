extension ForecastModel {
    /// The features of every row of a table as training sees them: row-major, rows × features, `.nan` where nothing is known.
    package func trainingFeatures(of table: TrainingTable) -> [Float] {
        FeatureTable(table, state: FeatureState(layout: layout, scale: scale, scaling: scaling)).features
    }
}
