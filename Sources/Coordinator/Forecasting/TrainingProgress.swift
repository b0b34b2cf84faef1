/// How far training has come.
public struct TrainingProgress: Sendable, Equatable {
    /// What is being done, such as `horizon 30: boosted trees`.
    public var step: String
    /// The share of the work that is done, from 0 to 1.
    public var share: Double

    /// Names a step and how much is done before it.
    public init(step: String, share: Double) {
        self.step = step
        self.share = share
    }
}
