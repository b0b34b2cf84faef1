public import Store

/// Something that happened to a slice, for those who watch.
public enum SliceEvent: Sendable {
    /// A second was forecast.
    case forecast(of: Slice, StoredForecast)
    /// A second came true.
    case truth(slice: String, Truth)
    /// A decision was made, or something became known about it.
    case decision(DecisionRecord)
    /// A job went on.
    case job(Job)

    /// The slice that it happened to.
    public var slice: String {
        switch self {
        case .forecast(let slice, _): slice.id
        case .truth(let slice, _): slice
        case .decision(let record): record.decision.slice
        case .job(let job): job.slice
        }
    }
}
