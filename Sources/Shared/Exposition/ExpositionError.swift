/// A page of metrics does not say what its format promises.
public enum ExpositionError: Error, Equatable {
    /// The line, counted from one, holds `found` where `expected` belongs.
    case malformed(line: Int, expected: String, found: String)
    /// The page ends after so many lines without `# EOF`, so part of it may be missing.
    case incomplete(lines: Int)
    /// The page has more bytes than are accepted.
    case tooLarge(bytes: Int, limit: Int)
    /// The page has more samples than are accepted.
    case tooManySamples(limit: Int)
}

extension ExpositionError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .malformed(let line, let expected, let found): "line \(line): expected \(expected), found '\(found)'"
        case .incomplete(let lines): "the page ends after \(lines) lines without '# EOF'"
        case .tooLarge(let bytes, let limit): "the page has \(bytes) bytes, more than \(limit)"
        case .tooManySamples(let limit): "the page has more than \(limit) samples"
        }
    }
}
