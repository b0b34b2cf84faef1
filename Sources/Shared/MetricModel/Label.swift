/// One name and value of a series.
///
/// Two values are equal when their bytes are: unlike for `String`, a composed and a decomposed `é` differ, as they do for
/// Prometheus.
public struct Label: Sendable {
    /// What is told.
    public let name: LabelName
    /// Any text.
    public let value: String

    /// Pairs `name` with `value`.
    public init(_ name: LabelName, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension Label: Hashable {
    /// By the bytes of both.
    public static func == (one: Label, other: Label) -> Bool {
        one.name == other.name && one.value.utf8.elementsEqual(other.value.utf8)
    }

    /// Feeds the bytes of both.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        var value = value
        value.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
