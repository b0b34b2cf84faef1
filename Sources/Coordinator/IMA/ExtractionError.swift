import Glibc

/// An extraction came to nothing.
public enum ExtractionError: Error, Equatable {
    /// No series matches in the span.
    case nothingFound(server: String, seconds: ClosedRange<Int64>)
    /// The span has more rows than are extracted at once.
    case tooLong(rows: Int, limit: Int)
    /// More series match than are extracted at once.
    case tooManySeries(found: Int, limit: Int)
    /// The system refused a file with this `errno`.
    case refused(file: String, errno: Int32)
    /// A file of the work so far does not hold what this program writes.
    case damaged(file: String)
    /// Every series is constant, or has no sample.
    case onlyConstants(series: Int)
}

extension ExtractionError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .nothingFound(let server, let seconds):
            "\(server): no series has samples between \(seconds.lowerBound) and \(seconds.upperBound)"
        case .tooLong(let rows, let limit): "the span has \(rows) rows; at most \(limit) are extracted at once"
        case .tooManySeries(let found, let limit): "\(found) series match; at most \(limit) are extracted at once"
        case .refused(let file, let code): "\(file): \(String(cString: strerror(code)))"
        case .damaged(let file): "\(file): damaged; remove it and extract again"
        case .onlyConstants(let series): "each of the \(series) series is constant or has no sample"
        }
    }
}
