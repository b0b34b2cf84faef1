/// Work that takes longer than a request.
public struct Job: Sendable, Equatable, Codable {
    /// How far it is.
    public enum State: String, Sendable, Codable {
        /// Waits for its turn.
        case queued
        /// Is being done.
        case running
        /// Is done.
        case succeeded
        /// Came to nothing.
        case failed
    }

    /// What can be done.
    public enum Kind: String, Sendable, CaseIterable {
        /// A model is trained and put to work.
        case train
        /// A model is trained, and challenges the one that serves.
        case challenge
        /// A model is trained and judged, and then forgotten.
        case backtest
        /// The metrics of a tenant's recording are selected elsewhere, and then a model is trained and put to work.
        case profile
    }

    /// Its number.
    public var id: Int64
    /// What is done: one of ``Kind``.
    public var kind: String
    /// The slice.
    public var slice: String
    /// The flavor.
    public var flavor: String
    /// How far it is.
    public var state: State
    /// How far it is, 0...1.
    public var progress: Double
    /// What is being done, in words.
    public var stage: String
    /// When it was asked for, in milliseconds since the Unix epoch.
    public var createdMilliseconds: Int64
    /// When it began.
    public var startedMilliseconds: Int64?
    /// When it ended.
    public var endedMilliseconds: Int64?
    /// Why it came to nothing.
    public var error: String?
    /// The version of the model that came out of it.
    public var modelVersion: Int?
    /// The span of seconds to train on; `nil` is everything that is there.
    public var fromSecond: Int64?
    /// The end of that span.
    public var toSecond: Int64?
    /// What a backtest found.
    public var found: ModelSummary?
    /// Whether a backtest trains at five origins instead of once.
    public var isRolling: Bool?
    /// What came of the forecasts of all origins, by horizon.
    public var rolling: [ModelSummary.Horizon]?
    /// Who is to be told about the end.
    public var answerURL: String?
    /// Whether that was done, or cannot be done.
    public var isAnswered: Bool?

    /// Whether it has not ended.
    public var isOpen: Bool { state == .queued || state == .running }
}
