import Hashing

/// The name of a series in MLO-V2's files: a hash of its metric and labels.
///
/// The SHA-1 of `OrderedDict([('__name__', 'up'), ('job', 'node')])`: what Python up to 3.11 prints for the labels with
/// `__name__` among them, sorted by the code points of their names.
public struct SeriesID: Hashable, Sendable {
    /// 40 lower-case hexadecimal digits.
    public let text: String

    /// Computes the id of a series.
    ///
    /// - Parameters:
    ///   - name: The metric's name.
    ///   - labels: The labels without `__name__`; one of that name is replaced by `name`.
    public init(name: MetricName, labels: Labels) {
        let pairs = labels.setting("__name__", to: name.text).map { label in
            "(\(PythonText.literal(label.name.text)), \(PythonText.literal(label.value)))"
        }
        text = SHA1.hexadecimal("OrderedDict([\(pairs.joined(separator: ", "))])".utf8)
    }

    /// Takes an id from outside; `nil` unless it is 40 lower-case hexadecimal digits.
    public init?(validating text: String) {
        let isDigit: (UInt8) -> Bool = { byte in
            byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
        }
        guard text.utf8.count == 40, text.utf8.allSatisfy(isDigit) else { return nil }
        self.text = text
    }
}

extension SeriesID: Comparable, CustomStringConvertible {
    /// By the text.
    public static func < (one: SeriesID, other: SeriesID) -> Bool { one.text < other.text }

    /// The text.
    public var description: String { text }
}
