/// What the holder of a token may do.
public enum AccessRole: String, Sendable, Hashable, CaseIterable {
    /// Look at everything.
    case read
    /// Look at everything and change it.
    case operate

    /// Whether this role may do what asks for `other`.
    public func covers(_ other: AccessRole) -> Bool { self == .operate || self == other }
}
