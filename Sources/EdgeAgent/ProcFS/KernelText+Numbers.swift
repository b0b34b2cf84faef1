internal import Glibc

extension KernelText {
    /// The bytes as a decimal number without sign; `nil` when they are anything else or exceed 64 bits.
    public var unsigned: UInt64? {
        guard count > 0 else { return nil }
        var value: UInt64 = 0
        // Nineteen digits always fit.
        let safe = min(count, 19)
        for index in 0..<safe {
            guard let digit = self[index].decimalDigit else { return nil }
            value = value &* 10 &+ UInt64(digit)
        }
        for index in safe..<count {
            guard let digit = self[index].decimalDigit else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// The bytes as a decimal number that may have a sign; `nil` when they are anything else or exceed 64 bits.
    public var signed: Int64? {
        guard self[0] == UInt8(ascii: "-") else {
            return unsigned.flatMap { Int64(exactly: $0) }
        }
        guard let magnitude = dropping(1).unsigned else { return nil }
        return magnitude == UInt64(Int64.max) + 1 ? .min : Int64(exactly: magnitude).map { -$0 }
    }

    /// The bytes as a hexadecimal number, with or without `0x`; `nil` when they are anything else or exceed 64 bits.
    public var hexadecimal: UInt64? {
        let digits = removingPrefix("0x") ?? self
        guard digits.count > 0, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for index in 0..<digits.count {
            let byte = digits[index]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// The bytes as a number such as `12`, `-0.25`, `1e-3`, `+Inf` or `NaN`; `nil` when they are anything else.
    ///
    /// A whole number that exceeds 64 bits is rounded rather than refused: the kernel's counters are what they are.
    public var number: Double? {
        if let small = unsigned { return Double(small) }
        return shortDecimal ?? longDecimal
    }

    /// Digits with one point and at most 15 significant digits: both parts of the quotient are exact, so IEEE division
    /// rounds once and the result is the nearest double.
    private var shortDecimal: Double? {
        let isNegative = self[0] == UInt8(ascii: "-")
        let digits = isNegative ? dropping(1) : self
        guard digits.count > 0, digits.count <= 16, digits[0].decimalDigit != nil else { return nil }
        var (mantissa, scale, sawPoint) = (0.0, 1.0, false)
        for index in 0..<digits.count {
            if let digit = digits[index].decimalDigit {
                mantissa = mantissa * 10 + Double(digit)
                if sawPoint { scale *= 10 }
            } else if digits[index] == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else {
                return nil
            }
        }
        guard mantissa < 0x1p53 else { return nil }
        return isNegative ? -mantissa / scale : mantissa / scale
    }

    /// Everything else that `strtod(3)` reads as a whole.
    private var longDecimal: Double? {
        let limit = 64
        guard count > 0, count < limit, !self[0].isWhitespace, !hasHexadecimalMark else { return nil }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: limit) { copy -> Double? in
            for index in 0..<count { copy[index] = CChar(bitPattern: self[index]) }
            copy[count] = 0
            guard let base = copy.baseAddress else { return nil }
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(base, &end)
            return end == base + count ? value : nil
        }
    }

    /// `strtod` also reads `0x10`, which no Prometheus text means as a number.
    private var hasHexadecimalMark: Bool {
        firstIndex(of: UInt8(ascii: "x")) != nil || firstIndex(of: UInt8(ascii: "X")) != nil
    }
}
