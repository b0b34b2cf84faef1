internal import Glibc
internal import ProcFS

/// A regular expression, as the flags of node_exporter take them.
///
/// They are written for Go. POSIX extended expressions, which the C library brings along, differ where it matters here
/// in a few spellings, which are translated: `(?i)` at the beginning, `(?:`, `\d`, and backslashes between brackets.
final class Expression {
    private let pattern: String
    private let flags: Int32
    private var compiled = regex_t()
    private var isCompiled = false

    init(_ pattern: String, flag: String) throws(CollectorSettingsError) {
        let ignoresCase = pattern.hasPrefix("(?i)")
        self.pattern = Expression.translated(ignoresCase ? String(pattern.dropFirst(4)) : pattern)
        flags = REG_EXTENDED | REG_NOSUB | (ignoresCase ? REG_ICASE : 0)
        let code = compile()
        guard code != 0 else { return }
        let reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            _ = regerror(code, &compiled, text.baseAddress, text.count)
            return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        throw .badExpression(flag: flag, expression: pattern, reason: reason)
    }

    deinit {
        release()
    }

    private func compile() -> Int32 {
        let code = regcomp(&compiled, pattern, flags)
        // A failed regcomp has freed everything itself.
        isCompiled = code == 0
        return code
    }

    /// Gives back what the matcher has learnt, two kilobytes for each prefix that it has seen; a later match compiles anew.
    func release() {
        guard isCompiled else { return }
        isCompiled = false
        regfree(&compiled)
    }

    /// Whether the expression matches anywhere in `text`.
    ///
    /// Without memory to compile it anew, nothing matches.
    func matches(_ text: KernelText) -> Bool {
        guard isCompiled || compile() == 0 else { return false }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { copy in
            for index in 0..<text.count { copy[index] = CChar(bitPattern: text[index]) }
            copy[text.count] = 0
            return regexec(&compiled, copy.baseAddress, 0, nil, 0) == 0
        }
    }

    static func translated(_ pattern: String) -> String {
        var result = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            if character == "\\", let escaped = rest.popFirst() {
                result += escaped == "d" ? "[0-9]" : "\\\(escaped)"
            } else if character == "(", rest.hasPrefix("?:") {
                rest = rest.dropFirst(2)
                result += "("
            } else if character == "[" {
                result += bracket(&rest)
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// What stands behind `[`, for POSIX, where a backslash is a character like any other, `]` can only be the first,
    /// `-` the last, and `^` anything but the first.
    private static func bracket(_ rest: inout Substring) -> String {
        var (body, opening) = ("", "[")
        var (hasBracket, hasDash, hasCaret) = (false, false, false)
        if rest.hasPrefix("^") {
            rest = rest.dropFirst()
            opening = "[^"
        }
        if rest.hasPrefix("]") {
            rest = rest.dropFirst()
            hasBracket = true
        }
        while let character = rest.popFirst() {
            if character == "]" {
                if hasCaret, body.isEmpty, !hasBracket, opening == "[" { return hasDash ? "[-^]" : "\\^" }
                return opening + (hasBracket ? "]" : "") + body + (hasCaret ? "^" : "") + (hasDash ? "-" : "") + "]"
            }
            if character == "[", rest.hasPrefix(":"), let end = rest.firstIndex(of: "]") {
                body += "[" + rest[...end]
                rest = rest[rest.index(after: end)...]
            } else if character == "\\", let escaped = rest.popFirst() {
                switch escaped {
                case "]": hasBracket = true
                case "-": hasDash = true
                case "^": hasCaret = true
                case "d": body += "0-9"
                case "w": body += "0-9A-Za-z_"
                // A complement within a choice has no spelling; the C library says that it does not know this class.
                case "D", "S", "W": body += "[:\\\(escaped):]"
                case "s": body += "\t\n\u{0c}\r "
                case "t": body += "\t"
                case "n": body += "\n"
                default: body.append(escaped)
                }
            } else {
                body.append(character)
            }
        }
        // Without an end, the C library says so.
        return opening + body
    }
}
