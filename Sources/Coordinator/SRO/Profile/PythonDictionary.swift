/// A dictionary of texts as Python prints it: `{'k': 'v'}` or `OrderedDict([('k', 'v')])`.
///
/// Source: Python's `str.__repr__` (Objects/unicodeobject.c, `unicode_repr`).
package enum PythonDictionary {
    /// Reads the pairs in their order; `nil` when the text is something else.
    package static func pairs(in text: String) -> [(String, String)]? {
        let words = texts(in: text)
        guard let words, words.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: words.count, by: 2).map { (words[$0], words[$0 + 1]) }
    }

    /// Every quoted text, in order; what lies between them is punctuation.
    private static func texts(in text: String) -> [String]? {
        var rest = Substring(text).unicodeScalars
        if text.hasPrefix("OrderedDict") { rest.removeFirst("OrderedDict".unicodeScalars.count) }
        var texts: [String] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "'", "\"":
                guard let word = word(endingWith: scalar, in: &rest) else { return nil }
                texts.append(word)
            case "{", "}", "(", ")", "[", "]", ",", ":", " ", "\n": continue
            default: return nil
            }
        }
        return texts
    }

    private static func word(endingWith quote: Unicode.Scalar, in rest: inout Substring.UnicodeScalarView) -> String? {
        var word = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == quote { return String(word) }
            guard scalar == "\\" else {
                word.append(scalar)
                continue
            }
            guard let escaped = escape(in: &rest) else { return nil }
            word.append(escaped)
        }
        return nil
    }

    private static func escape(in rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\", "'", "\"": return letter
        case "x": return hexadecimal(2, in: &rest)
        case "u": return hexadecimal(4, in: &rest)
        case "U": return hexadecimal(8, in: &rest)
        default: return nil
        }
    }

    private static func hexadecimal(_ count: Int, in rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        let digits = String(rest.prefix(count))
        rest.removeFirst(digits.unicodeScalars.count)
        guard digits.count == count, let number = UInt32(digits, radix: 16) else { return nil }
        return Unicode.Scalar(number)
    }
}
