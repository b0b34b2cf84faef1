/// A change of the flavor from before a restart.
public struct PastChange: Sendable, Hashable {
    /// How many milliseconds ago it was decided.
    public var ageMilliseconds: Int64
    /// The flavor before.
    public var from: String
    /// The flavor after.
    public var to: String
    /// Whether a dry run would have done it.
    public var isRehearsal: Bool

    /// A change.
    public init(ageMilliseconds: Int64, from: String, to: String, isRehearsal: Bool = false) {
        self.ageMilliseconds = ageMilliseconds
        self.from = from
        self.to = to
        self.isRehearsal = isRehearsal
    }
}
