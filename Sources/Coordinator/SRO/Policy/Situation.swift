/// All that the policy may look at when it decides.
public struct Situation: Sendable, Equatable {
    /// Now, in milliseconds since the Unix epoch.
    public var milliseconds: Int64
    /// The flavor in force.
    public var flavor: String
    /// How far the orchestration may go.
    public var mode: OrchestrationMode
    /// Whether the model of the flavor in force may act: it has passed the gate, or the operator overrides.
    public var mayAct: Bool
    /// Whether there is a model of the flavor in force, so that the lack of forecasts means that data were lost.
    public var expectsForecasts: Bool
    /// What the flavor in force is forecast to do; `nil` when there is no forecast.
    public var current: Assessment?
    /// What other flavors would do with the inputs of now, by their models of the inputs alone.
    public var alternatives: [String: Assessment]

    /// A situation.
    public init(
        milliseconds: Int64,
        flavor: String,
        mode: OrchestrationMode,
        mayAct: Bool,
        expectsForecasts: Bool = true,
        current: Assessment?,
        alternatives: [String: Assessment] = [:]
    ) {
        self.milliseconds = milliseconds
        self.flavor = flavor
        self.mode = mode
        self.mayAct = mayAct
        self.expectsForecasts = expectsForecasts
        self.current = current
        self.alternatives = alternatives
    }
}
