/// What a label of a series must be.
public struct LabelMatcher: Sendable, Hashable, Codable {
    /// How the value is compared; the numbers are those of remote read.
    public enum Kind: UInt8, Sendable, Codable {
        /// The value is the text.
        case equal = 0
        /// The value is another one.
        case notEqual = 1
        /// The whole value matches the regular expression.
        case matches = 2
        /// The whole value does not match the regular expression.
        case notMatches = 3
    }

    /// The label's name.
    public let label: String
    /// How it is compared.
    public let kind: Kind
    /// With what.
    public let value: String

    /// Demands something of a label.
    public init(_ label: String, _ kind: Kind, _ value: String) {
        (self.label, self.kind, self.value) = (label, kind, value)
    }

    /// Demands that a label is one of these texts.
    public init(_ label: String, oneOf values: [String]) {
        if values.count == 1, let value = values.first {
            self.init(label, .equal, value)
        } else {
            self.init(label, .matches, values.map(Self.literal).joined(separator: "|"))
        }
    }

    /// The text as a regular expression (RE2) that matches it and nothing else.
    public static func literal(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if #"\.+*?()|[]{}^$"#.unicodeScalars.contains(scalar) { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }
}

extension LabelMatcher: CustomStringConvertible {
    /// As in PromQL, `job="node"`.
    public var description: String {
        let sign =
            switch kind {
            case .equal: "="
            case .notEqual: "!="
            case .matches: "=~"
            case .notMatches: "!~"
            }
        return label + sign + Self.quoted(value)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = String.UnicodeScalarView()
        quoted.append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"": quoted.append(contentsOf: ["\\", scalar])
            case "\n": quoted.append(contentsOf: "\\n".unicodeScalars)
            default: quoted.append(scalar)
            }
        }
        quoted.append("\"")
        return String(quoted)
    }
}

extension Sequence<LabelMatcher> {
    /// The matchers as a selector of PromQL, `{__name__="up",job="node"}`.
    public var selector: String { "{" + map(\.description).joined(separator: ",") + "}" }
}
