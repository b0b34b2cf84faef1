import DecimalText

/// Reads samples such as `[1700000000.5,"-12.25"]` eight digits at a time.
///
/// Only the form that Prometheus writes most is known here; all others are left to ``JSONCursor``.
struct SampleDigits {
    /// So many bytes have to be there for one sample: its longest form here, and the word that is read at once.
    static let margin = 64

    /// The first eight digits of the time before, as they stood, and 100 times what they mean: the times of a series have
    /// most digits in common.
    private var word: UInt64 = 0
    private var hundreds: Int64 = 0

    /// The sample at `place`, which is moved behind it; `nil` for one in another form.
    ///
    /// - Precondition: ``margin`` bytes from `place` on may be read.
    @inline(__always)
    mutating func sample(
        _ bytes: UnsafePointer<UInt8>,
        _ place: inout Int
    ) -> (milliseconds: Int64, value: Double)? {
        var position = place &+ 1
        guard bytes[place] == UInt8(ascii: "["), let milliseconds = time(bytes, &position),
            bytes[position] == UInt8(ascii: ","), bytes[position &+ 1] == UInt8(ascii: "\"")
        else { return nil }
        position &+= 2
        guard let value = number(bytes, &position), bytes[position] == UInt8(ascii: "\""),
            bytes[position &+ 1] == UInt8(ascii: "]")
        else { return nil }
        place = position &+ 2
        return (milliseconds, value)
    }

    /// A time of ten digits, with or without three more behind a point.
    @inline(__always)
    private mutating func time(_ bytes: UnsafePointer<UInt8>, _ position: inout Int) -> Int64? {
        let begun = Self.load(bytes, position)
        if begun != word {
            let (count, value) = Self.digits(begun)
            guard count == 8 else { return nil }
            (word, hundreds) = (begun, Int64(value) &* 100)
        }
        let tens = bytes[position &+ 8] &- UInt8(ascii: "0")
        let ones = bytes[position &+ 9] &- UInt8(ascii: "0")
        guard tens < 10, ones < 10 else { return nil }
        let milliseconds = (hundreds &+ Int64(tens) &* 10 &+ Int64(ones)) &* 1_000
        position &+= 10
        guard bytes[position] == UInt8(ascii: ".") else { return milliseconds }
        let (count, value) = Self.digits(Self.load(bytes, position &+ 1) & 0xFF_FFFF)
        guard count == 3 else { return nil }
        position &+= 4
        return milliseconds &+ Int64(value)
    }

    /// A number without an exponent, whose digits a double holds exactly: one division rounds once (Clinger's fast path).
    @inline(__always)
    private func number(_ bytes: UnsafePointer<UInt8>, _ position: inout Int) -> Double? {
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        var significand: UInt64 = 0
        var count = Self.take(bytes, &position, into: &significand)
        guard count > 0 else { return nil }
        var fraction = 0
        if bytes[position] == UInt8(ascii: ".") {
            position &+= 1
            fraction = Self.take(bytes, &position, into: &significand)
            guard fraction > 0 else { return nil }
            count &+= fraction
        }
        guard count <= 19, significand <= 1 << 53 else { return nil }
        let magnitude = Double(significand) / Self.powersOfTen[fraction]
        return isNegative ? -magnitude : magnitude
    }

    /// Takes up to 16 digits; how many.
    @inline(__always)
    private static func take(_ bytes: UnsafePointer<UInt8>, _ position: inout Int, into number: inout UInt64) -> Int {
        let (count, value) = digits(load(bytes, position))
        number = number &* scales[count] &+ value
        position &+= count
        guard count == 8 else { return count }
        let (more, rest) = digits(load(bytes, position))
        number = number &* scales[more] &+ rest
        position &+= more
        return 8 &+ more
    }

    @inline(__always)
    private static func load(_ bytes: UnsafePointer<UInt8>, _ position: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self))
    }

    /// How many digits a word of text begins with, and what number they are.
    ///
    /// Source: D. Lemire, "Quickly parsing eight digits", 2018; three multiplications join pairs, fours and eights.
    @inline(__always)
    private static func digits(_ text: UInt64) -> (count: Int, value: UInt64) {
        let nibbles = text ^ 0x3030_3030_3030_3030
        // What is no digit has a high bit here; the carry of one only reaches those behind it.
        let others = ((nibbles &+ 0x7676_7676_7676_7676) | nibbles) & 0x8080_8080_8080_8080
        let count = others == 0 ? 8 : others.trailingZeroBitCount &>> 3
        guard count > 0 else { return (0, 0) }
        // Zeros take the places before the first digit.
        var value = nibbles &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        value = (value &* 10 &+ value &>> 8) & 0x00FF_00FF_00FF_00FF
        value = (value &* 100 &+ value &>> 16) & 0x0000_FFFF_0000_FFFF
        value = (value &* 10_000 &+ value &>> 32) & 0xFFFF_FFFF
        return (count, value)
    }

    /// What so many further digits multiply a number by.
    private static let scales: [UInt64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    ]
}
