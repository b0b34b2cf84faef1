/// The store could not be opened, or refused what it was asked for.
public enum StoreError: Error, Equatable, CustomStringConvertible {
    /// The file at `path` cannot be opened or created.
    case cannotOpen(path: String, reason: String)
    /// The file at `path` is a database, but not one of ours.
    case foreignFile(path: String, found: Int)
    /// The file at `path` was written by a newer program: it has format `found`, and this one knows up to `known`.
    case newerFormat(path: String, found: Int, known: Int)
    /// SQLite refused `operation`.
    case failed(operation: String, reason: String)
    /// A stored row does not hold what this program writes.
    case damaged(what: String, reason: String)

    /// The error in words: what was attempted, on what, and what was found.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the store \(path): \(reason)"
        case .foreignFile(let path, let found):
            "\(path) is not a store of this program: its application id is \(found)"
        case .newerFormat(let path, let found, let known):
            "the store \(path) has format \(found), this program knows formats up to \(known): use the newer program"
        case .failed(let operation, let reason):
            "the store could not \(operation): \(reason)"
        case .damaged(let what, let reason):
            "\(what) in the store is damaged: \(reason)"
        }
    }
}
