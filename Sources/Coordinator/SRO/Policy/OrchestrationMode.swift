/// How far the orchestration of a slice may go.
public enum OrchestrationMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Forecasts only.
    case observe
    /// Decides and writes down what it would do, and leaves the slice alone.
    case dryRun = "dry-run"
    /// Decides and does it.
    case act
    /// Decides nothing until told otherwise.
    case pause

    /// Whether decisions are made at all.
    public var decides: Bool { self == .dryRun || self == .act }
}
