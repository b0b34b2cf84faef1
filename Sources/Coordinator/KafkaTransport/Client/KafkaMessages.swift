/// Messages as they came from the broker, packed into one array.
public struct KafkaMessages: Sendable {
    /// Where a message stood.
    public struct Place: Sendable, Hashable {
        /// The index of its topic in ``KafkaMessages/topics``.
        public let topic: Int
        /// The partition.
        public let partition: Int32
        /// Its number in the partition.
        public let offset: Int64
        /// When it was published, in milliseconds since the Unix epoch; `nil` when the broker does not say.
        public let milliseconds: Int64?
    }

    /// The names of the topics that have messages here.
    public private(set) var topics: [String] = []
    /// Where each message stood, in the order of arrival.
    public private(set) var places: [Place] = []
    /// When the first of them came in here, as far as ``KafkaConsumer/pollWhatIsThere(_:within:)`` has noted it.
    public internal(set) var arrival: ContinuousClock.Instant?
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// No messages.
    public init() {}

    /// The number of messages.
    public var count: Int { places.count }
    /// Whether there are no messages.
    public var isEmpty: Bool { places.isEmpty }
    /// The bytes of all messages.
    public var byteCount: Int { bytes.count }

    /// The bytes of the message at `position`.
    public subscript(position: Int) -> ArraySlice<UInt8> {
        bytes[(position == 0 ? 0 : ends[position - 1])..<ends[position]]
    }

    /// Lends each message, in order, without a copy.
    public func withEachMessage(_ body: (_ position: Int, _ message: UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            for (position, end) in ends.enumerated() {
                body(position, UnsafeBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
        }
    }

    /// The offsets after the last messages, by topic and partition: what to commit when all of them are done with.
    public var nextOffsets: [KafkaOffset] {
        var next: [KafkaOffset] = []
        for place in places {
            let known = next.firstIndex { $0.partition == place.partition && $0.topic == topics[place.topic] }
            if let known {
                next[known].offset = max(next[known].offset, place.offset + 1)
            } else {
                next.append(
                    KafkaOffset(topic: topics[place.topic], partition: place.partition, offset: place.offset + 1)
                )
            }
        }
        return next
    }

    mutating func append(
        topic: @autoclosure () -> String,
        isSameTopic: Bool,
        partition: Int32,
        offset: Int64,
        milliseconds: Int64?,
        _ message: UnsafeRawBufferPointer
    ) {
        var index = places.last?.topic ?? 0
        if !isSameTopic || topics.isEmpty {
            let name = topic()
            index = topics.firstIndex(of: name) ?? topics.count
            if index == topics.count { topics.append(name) }
        }
        bytes.append(contentsOf: message)
        ends.append(bytes.count)
        places.append(Place(topic: index, partition: partition, offset: offset, milliseconds: milliseconds))
    }
}

/// A place in a partition of a topic.
public struct KafkaOffset: Sendable, Hashable {
    /// The topic's name.
    public let topic: String
    /// The partition.
    public let partition: Int32
    /// The number of the next message.
    public internal(set) var offset: Int64

    /// Names a place.
    public init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}
