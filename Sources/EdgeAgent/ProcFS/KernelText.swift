internal import Glibc

/// A stretch of bytes that the kernel wrote, lent by the ``ReadBuffer`` it was read into.
///
/// It is its own cursor: taking a line or a field moves its beginning forward. No method allocates, traps or reads
/// past the end, whatever the bytes are. The bytes stay valid until the next read into the same buffer; a parser takes
/// what it needs before it returns.
public struct KernelText {
    private var start: UnsafePointer<UInt8>
    /// How many bytes there are.
    public private(set) var count: Int

    /// Lends the bytes of `buffer`.
    package init(_ buffer: UnsafeBufferPointer<UInt8>) {
        // An empty buffer may have no address at all; any address will do for no bytes.
        start = buffer.baseAddress ?? StaticString("").utf8Start
        count = buffer.count
    }

    /// Lends the bytes of a literal, which live as long as the program.
    public init(_ literal: StaticString) {
        start = literal.utf8Start
        count = literal.utf8CodeUnitCount
    }

    private init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    /// No bytes at all.
    public static var empty: KernelText { KernelText("") }

    /// Whether there are no bytes.
    public var isEmpty: Bool { count == 0 }

    /// The byte at `index`, or 0 where there is none.
    public subscript(index: Int) -> UInt8 {
        index >= 0 && index < count ? start[index] : 0
    }

    /// The bytes, for as long as `body` runs.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// A copy, with a replacement character where the bytes are no UTF-8.
    public var string: String {
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// A copy of the bytes.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }
}

// MARK: - Slices

extension KernelText {
    /// The first `length` bytes, or all when there are fewer.
    public func prefix(_ length: Int) -> KernelText {
        KernelText(start: start, count: min(max(length, 0), count))
    }

    /// Everything after the first `length` bytes.
    public func dropping(_ length: Int) -> KernelText {
        let dropped = min(max(length, 0), count)
        return KernelText(start: start + dropped, count: count - dropped)
    }

    /// The bytes without white space at either end.
    public var trimmed: KernelText {
        var (first, end) = (0, count)
        while first < end, start[first].isWhitespace { first += 1 }
        while end > first, start[end - 1].isWhitespace { end -= 1 }
        return KernelText(start: start + first, count: end - first)
    }

    /// Where `byte` is first, or `nil` when it is nowhere.
    public func firstIndex(of byte: UInt8) -> Int? {
        guard let place = memchr(start, Int32(byte), count) else { return nil }
        return UnsafeRawPointer(place) - UnsafeRawPointer(start)
    }

    /// Where `byte` is last, or `nil` when it is nowhere.
    public func lastIndex(of byte: UInt8) -> Int? {
        var index = count - 1
        while index >= 0 {
            if start[index] == byte { return index }
            index -= 1
        }
        return nil
    }

    /// What is before and after the first `byte`, or `nil` when it is nowhere.
    public func split(at byte: UInt8) -> (head: KernelText, tail: KernelText)? {
        guard let index = firstIndex(of: byte) else { return nil }
        return (prefix(index), dropping(index + 1))
    }

    /// Takes the next line, without its newline; `nil` at the end.
    public mutating func nextLine() -> KernelText? {
        guard count > 0 else { return nil }
        let length = firstIndex(of: UInt8(ascii: "\n")) ?? count
        let line = prefix(length)
        self = dropping(length + 1)
        return line
    }

    /// Takes the next field, which white space ends; `nil` when only white space is left.
    public mutating func nextField() -> KernelText? {
        var first = 0
        while first < count, start[first].isWhitespace { first += 1 }
        guard first < count else { return nil }
        var end = first
        while end < count, !start[end].isWhitespace { end += 1 }
        let field = KernelText(start: start + first, count: end - first)
        self = dropping(end)
        return field
    }

    /// Takes the next field when it is a decimal number without sign; otherwise takes nothing.
    public mutating func nextUnsigned() -> UInt64? {
        var rest = self
        guard let value = rest.nextField()?.unsigned else { return nil }
        self = rest
        return value
    }

    /// Takes the next field when it is a number; otherwise takes nothing.
    public mutating func nextNumber() -> Double? {
        var rest = self
        guard let value = rest.nextField()?.number else { return nil }
        self = rest
        return value
    }
}

// MARK: - Comparison

extension KernelText {
    /// Whether the bytes are those of `literal`.
    public static func == (text: KernelText, literal: StaticString) -> Bool {
        text.count == literal.utf8CodeUnitCount && text.hasPrefix(literal)
    }

    /// Whether both have the same bytes.
    public static func == (left: KernelText, right: KernelText) -> Bool {
        guard left.count == right.count else { return false }
        return left.withBytes { bytes in right.withBytes { bytes.elementsEqual($0) } }
    }

    /// Whether the bytes are those of `other`.
    public func equals(_ other: [UInt8]) -> Bool {
        count == other.count && withBytes { $0.elementsEqual(other) }
    }

    /// Whether the bytes begin with those of `literal`.
    public func hasPrefix(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        guard length <= count else { return false }
        let expected = literal.utf8Start
        var index = 0
        while index < length {
            if start[index] != expected[index] { return false }
            index += 1
        }
        return true
    }

    /// Whether the bytes end with those of `literal`.
    public func hasSuffix(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        return length <= count && dropping(count - length) == literal
    }

    /// What follows `literal`, or `nil` when the bytes do not begin with it.
    public func removingPrefix(_ literal: StaticString) -> KernelText? {
        hasPrefix(literal) ? dropping(literal.utf8CodeUnitCount) : nil
    }

    /// What precedes `literal`, or `nil` when the bytes do not end with it.
    public func removingSuffix(_ literal: StaticString) -> KernelText? {
        hasSuffix(literal) ? prefix(count - literal.utf8CodeUnitCount) : nil
    }

    /// A 64-bit FNV-1a hash, which names remembered decisions about names.
    public var hash: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var index = 0
        while index < count {
            hash = (hash ^ UInt64(start[index])) &* 0x100_0000_01b3
            index += 1
        }
        return hash
    }
}

extension UInt8 {
    /// Whether the byte is a space, a tab or an end of line.
    var isWhitespace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0d) }

    /// The value of a decimal digit, or `nil`.
    var decimalDigit: UInt8? { self >= 0x30 && self <= 0x39 ? self - 0x30 : nil }
}
