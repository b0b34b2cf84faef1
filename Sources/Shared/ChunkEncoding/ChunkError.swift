/// A chunk's bytes end too early, or were never those of a chunk.
public struct ChunkError: Error, Equatable {
    /// The first sample that could not be read, counted from zero.
    public let sample: Int
    /// How many samples the chunk says it has.
    public let count: Int
}

extension ChunkError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String { "sample \(sample) of \(count) is not there" }
}
