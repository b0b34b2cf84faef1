/// Bytes are no Protocol Buffers message.
public struct ProtobufError: Error, Equatable, CustomStringConvertible {
    /// What should have been there.
    public let expected: String
    /// Where, in bytes from the beginning of the message.
    public let offset: Int

    /// Notes what should have been at `offset`.
    public init(expected: String, offset: Int) {
        self.expected = expected
        self.offset = offset
    }

    /// What was expected where, in a sentence.
    public var description: String { "expected \(expected) at byte \(offset) of a protobuf message" }
}
