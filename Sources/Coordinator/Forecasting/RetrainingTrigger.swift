/// Says when a live model should be trained anew on recent rows.
public struct RetrainingTrigger: Sendable {
    /// Why a model should be trained anew.
    public enum Reason: String, Sendable, Hashable {
        /// The errors have risen for good.
        case drift
        /// A baseline serves, because the champion has lately been worse.
        case stoodDown = "stood_down"
        /// The model has become old.
        case age
    }

    /// After how many seconds a model is old; `nil` when age is no reason.
    public var maximumAgeSeconds: Int64?
    /// How many seconds lie between two trainings at least, whatever happens.
    public var minimumPauseSeconds: Int64
    private var lastTraining: Int64

    /// Starts at the second up to which the serving model was trained.
    public init(trainedUntil second: Int64, maximumAgeSeconds: Int64? = 86_400, minimumPauseSeconds: Int64 = 900) {
        lastTraining = second
        self.maximumAgeSeconds = maximumAgeSeconds
        self.minimumPauseSeconds = minimumPauseSeconds
    }

    /// Why the model should be trained anew now; `nil` when it need not be, or was just trained.
    public func reason(at second: Int64, performance: [LivePerformance]) -> Reason? {
        guard second - lastTraining >= minimumPauseSeconds else { return nil }
        if performance.contains(where: \.hasDrifted) { return .drift }
        if performance.contains(where: \.isStoodDown) { return .stoodDown }
        guard let maximumAgeSeconds, second - lastTraining >= maximumAgeSeconds else { return nil }
        return .age
    }

    /// Remembers that a training was begun, whatever becomes of it.
    public mutating func trainingBegan(at second: Int64) {
        lastTraining = second
    }
}
