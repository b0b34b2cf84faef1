import SRO

/// What the last forecast is made of; without a forecast only the slice.
struct ExplanationResponse: Codable {
    var slice: String
    var madeSecond: Int64?
    var horizon: Int?
    var family: String?
    var value: Double?
    var contributions: [Decision.Contribution]

    init(_ explanation: ForecastExplanation?, slice: String) {
        self.slice = slice
        madeSecond = explanation?.second
        horizon = explanation?.horizon
        family = explanation?.family
        value = explanation?.value.known
        contributions = explanation?.contributions ?? []
    }
}
