/// The name of a label: letters, digits and underscores, not beginning with a digit.
///
/// Source: Prometheus's data model, `[a-zA-Z_][a-zA-Z0-9_]*`.
public struct LabelName: Hashable, Sendable {
    /// The name itself.
    public let text: String

    /// Takes a name from outside; `nil` when it is not one.
    public init?(validating text: String) {
        guard NameGrammar.isName(text, allowsColons: false) else { return nil }
        self.text = text
    }
}

extension LabelName: ExpressibleByStringLiteral {
    /// Takes a name from our own source; a bad one traps.
    public init(stringLiteral text: String) {
        precondition(NameGrammar.isName(text, allowsColons: false), "not the name of a label")
        self.text = text
    }
}

extension LabelName: Comparable, CustomStringConvertible {
    /// By code points.
    public static func < (one: LabelName, other: LabelName) -> Bool { one.text < other.text }

    /// The name itself.
    public var description: String { text }
}
