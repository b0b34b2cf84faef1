/// Text as Python 3 shows it between quotes.
package enum PythonText {
    /// What `repr(text)` gives.
    ///
    /// Single quotes, unless the text holds one and no double quote; what cannot be printed is escaped. Source: CPython,
    /// `unicode_repr` in `Objects/unicodeobject.c`.
    package static func literal(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.utf8.contains(UInt8(ascii: "'")) && !text.utf8.contains(UInt8(ascii: "\"")) ? "\"" : "'"
        var literal = String.UnicodeScalarView()
        literal.append(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\":
                literal.append("\\")
                literal.append(scalar)
            case "\n": literal.append(contentsOf: #"\n"#.unicodeScalars)
            case "\r": literal.append(contentsOf: #"\r"#.unicodeScalars)
            case "\t": literal.append(contentsOf: #"\t"#.unicodeScalars)
            case _ where isPrintable(scalar): literal.append(scalar)
            default: literal.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        literal.append(quote)
        return String(literal)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) =
            switch scalar.value {
            case ...0xFF: ("x", 2)
            case ...0xFFFF: ("u", 4)
            default: ("U", 8)
            }
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    /// Whether Python 3.11 prints `scalar` as it is: its Unicode is 14.0, so what came later counts as unassigned.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default:
            guard let age = scalar.properties.age else { return false }
            return age.major <= 14
        }
    }
}
