/// The forecasts of one candidate for the held-out samples, on the KPI's scale.
struct Trial {
    let family: ForecastFamily
    /// What the candidate is made of; `nil` for a baseline.
    var blend: Blend?
    let forecasts: [Double]
}
