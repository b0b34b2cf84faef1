/// The shortest decimal number that reads back as a given double: `significand × 10^exponent`.
struct DecimalDigits: Equatable {
    /// At most 17 digits, the last one not zero; 0 for zero.
    let significand: UInt64
    let exponent: Int

    /// Finds the digits of a number.
    ///
    /// - Parameter magnitude: Finite and not negative.
    init(_ magnitude: Double) {
        // Nearly every measured number has few decimals. `whole / power` is one correctly rounded division of exact numbers,
        // which is also what reading the digits does; of up to 15 digits, only one number can read back as `magnitude`.
        var power = 1.0
        for decimals in 0...9 {
            let scaled = magnitude * power
            guard scaled < 1e15 else { break }
            let whole = UInt64(scaled + 0.5)
            if Double(whole) / power == magnitude {
                self.init(significand: whole, exponent: -decimals)
                return
            }
            power *= 10
        }
        self.init(description: magnitude.description)
    }

    /// Reads the digits of what Swift prints, which are the shortest, such as `6.02e+23`.
    private init(description: String) {
        var significand: UInt64 = 0
        var decimals = 0
        var isFraction = false
        var power = 0
        var utf8 = description.utf8[...]
        while let character = utf8.popFirst() {
            switch character {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"):
                power = Int(Substring(utf8)) ?? 0
                utf8 = utf8[utf8.endIndex...]
            default:
                significand = significand &* 10 &+ UInt64(character &- UInt8(ascii: "0"))
                if isFraction { decimals += 1 }
            }
        }
        self.init(significand: significand, exponent: power - decimals)
    }

    private init(significand: UInt64, exponent: Int) {
        var (significand, exponent) = (significand, exponent)
        while significand > 0, significand.isMultiple(of: 10) {
            significand /= 10
            exponent += 1
        }
        self.significand = significand
        self.exponent = significand == 0 ? 0 : exponent
    }
}
