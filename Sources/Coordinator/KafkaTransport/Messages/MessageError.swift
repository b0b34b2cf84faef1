/// A message is not what its topic promises.
public struct MessageError: Error, Equatable, Sendable {
    /// What should have been there.
    public let expected: String
    /// Where, in bytes from the message's beginning.
    public let offset: Int

    init(_ expected: StaticString, at offset: Int) {
        self.expected = "\(expected)"
        self.offset = offset
    }
}

extension MessageError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String { "expected \(expected) at byte \(offset)" }
}
