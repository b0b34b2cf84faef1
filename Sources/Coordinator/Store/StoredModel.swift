/// A trained model of one flavor of a slice.
public struct StoredModel: Sendable, Equatable {
    /// The flavor whose rows it was trained on.
    public var flavor: String
    /// Counts the models of this flavor from 1; given by the store.
    public var version: Int
    /// When it was made, in milliseconds since the Unix epoch.
    public var milliseconds: Int64
    /// Whether it is the one that forecasts.
    public var isActive: Bool
    /// What is to be said about it without decoding it: JSON of the layer above.
    public var summary: [UInt8]
    /// The model that sees the KPI's past, as bytes.
    public var artifact: [UInt8]
    /// The model of the inputs alone, which answers "what would this flavor do with the load of now", as bytes.
    public var counterfactual: [UInt8]?

    /// A model; ``Store/add(_:slice:)`` gives the version.
    public init(
        flavor: String,
        version: Int = 0,
        milliseconds: Int64,
        isActive: Bool = true,
        summary: [UInt8],
        artifact: [UInt8],
        counterfactual: [UInt8]?
    ) {
        self.flavor = flavor
        self.version = version
        self.milliseconds = milliseconds
        self.isActive = isActive
        self.summary = summary
        self.artifact = artifact
        self.counterfactual = counterfactual
    }
}
