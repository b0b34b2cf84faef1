/// What the store knows of a slice: the part that changes while the program runs.
public struct SliceState: Sendable, Hashable {
    /// The store's own number of the slice; rows name their slice by it.
    public var key: Int64
    /// The slice's id in the configuration.
    public var id: String
    /// The flavor in force.
    public var flavor: String
    /// Since when, in milliseconds since the Unix epoch.
    public var flavorSinceMilliseconds: Int64
    /// What the orchestration may do, in the words of the layer above.
    public var mode: String
    /// Whether the operator lets the slice act although its model did not pass the gate.
    public var isOverridden: Bool

    /// A slice's state.
    public init(
        key: Int64,
        id: String,
        flavor: String,
        flavorSinceMilliseconds: Int64,
        mode: String,
        isOverridden: Bool
    ) {
        self.key = key
        self.id = id
        self.flavor = flavor
        self.flavorSinceMilliseconds = flavorSinceMilliseconds
        self.mode = mode
        self.isOverridden = isOverridden
    }
}
