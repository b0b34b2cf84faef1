/// A decision and what became of it.
public struct StoredDecision: Sendable, Equatable {
    /// Something that was learned about a decision after it was written down.
    public struct Note: Sendable, Equatable {
        /// What kind of note, in the words of the layer above.
        public var kind: String
        /// When, in milliseconds since the Unix epoch.
        public var milliseconds: Int64
        /// JSON of the layer above.
        public var body: [UInt8]

        /// A note.
        public init(kind: String, milliseconds: Int64, body: [UInt8]) {
            self.kind = kind
            self.milliseconds = milliseconds
            self.body = body
        }
    }

    /// The store's number; grows with time and is never used again.
    public var id: Int64
    /// The key of the slice.
    public var slice: Int64
    /// When, in milliseconds since the Unix epoch.
    public var milliseconds: Int64
    /// JSON of the layer above.
    public var body: [UInt8]
    /// What was learned later, oldest first.
    public var notes: [Note]

    /// A decision.
    public init(id: Int64, slice: Int64, milliseconds: Int64, body: [UInt8], notes: [Note]) {
        self.id = id
        self.slice = slice
        self.milliseconds = milliseconds
        self.body = body
        self.notes = notes
    }
}
