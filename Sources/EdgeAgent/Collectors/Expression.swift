internal import Glibc
internal import ProcFS

/// A regular expression, as the flags of node_exporter take them.
///
/// They are written for Go. POSIX extended expressions, which the C library brings along, differ where it matters here
/// in two spellings: `\d` and `(?:`. Both are translated.
final class Expression {
    private let pattern: String
    private var compiled = regex_t()
    private var isCompiled = false

    init(_ pattern: String, flag: String) throws(CollectorSettingsError) {
        self.pattern = Expression.translated(pattern)
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
        let code = regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB)
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
            } else {
                result.append(character)
            }
        }
        return result
    }
}
