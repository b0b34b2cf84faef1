/// The name of a metric: letters, digits, underscores and colons, not beginning with a digit.
///
/// Source: Prometheus's data model, `[a-zA-Z_:][a-zA-Z0-9_:]*`.
public struct MetricName: Hashable, Sendable {
    /// The name itself.
    public let text: String

    /// Takes a name from outside; `nil` when it is not one.
    public init?(validating text: String) {
        guard NameGrammar.isName(text, allowsColons: true) else { return nil }
        self.text = text
    }

    /// Takes a text that is known to be a name.
    init(unchecked text: String) {
        self.text = text
    }
}

extension MetricName: ExpressibleByStringLiteral {
    /// Takes a name from our own source; a bad one traps.
    public init(stringLiteral text: String) {
        precondition(NameGrammar.isName(text, allowsColons: true), "not the name of a metric")
        self.text = text
    }
}

extension MetricName: Comparable, CustomStringConvertible {
    /// By code points.
    public static func < (one: MetricName, other: MetricName) -> Bool { one.text < other.text }

    /// The name itself.
    public var description: String { text }
}
