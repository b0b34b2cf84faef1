/// Messages for one topic, packed into one array.
public struct KafkaBatch: Sendable, Equatable {
    private struct Record: Sendable, Equatable {
        let key: Int
        let value: Int
        let end: Int
        var isTombstone = false
    }

    private var bytes: [UInt8] = []
    private var records: [Record] = []

    /// No messages.
    public init() {}

    /// The number of messages.
    public var count: Int { records.count }
    /// Whether there are no messages.
    public var isEmpty: Bool { records.isEmpty }
    /// The bytes of all keys and messages.
    public var byteCount: Int { bytes.count }

    /// Adds a message; an empty key means none, and the broker's partitions take turns.
    public mutating func append(_ message: some Sequence<UInt8>, key: some Sequence<UInt8> = []) {
        append(key: key) { $0.append(contentsOf: message) }
    }

    /// Adds the message that `write` appends to the array that it is given.
    public mutating func append(key: some Sequence<UInt8> = [], _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        bytes.append(contentsOf: key)
        let value = bytes.count
        write(&bytes)
        records.append(Record(key: start, value: value, end: bytes.count))
    }

    /// Adds a message that says that there is nothing under its key any more: compaction removes what was there.
    public mutating func appendTombstone(key: some Sequence<UInt8>) {
        append(key: key) { _ in }
        records[records.count - 1].isTombstone = true
    }

    /// Adds the messages of another batch after these.
    public mutating func append(contentsOf other: KafkaBatch) {
        let start = bytes.count
        bytes.append(contentsOf: other.bytes)
        records += other.records.map { record in
            Record(
                key: start + record.key,
                value: start + record.value,
                end: start + record.end,
                isTombstone: record.isTombstone
            )
        }
    }

    /// Forgets the messages and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
    }

    /// The message at `position`.
    public func message(_ position: Int) -> ArraySlice<UInt8> {
        bytes[records[position].value..<records[position].end]
    }

    /// The key of the message at `position`; empty when it has none.
    public func key(_ position: Int) -> ArraySlice<UInt8> {
        bytes[records[position].key..<records[position].value]
    }

    /// Adds one message of another batch after these.
    mutating func append(_ position: Int, of other: KafkaBatch) {
        append(other.message(position), key: other.key(position))
        records[records.count - 1].isTombstone = other.records[position].isTombstone
    }

    /// Lends each message with its key, in order; a tombstone is nowhere in memory.
    func withEachMessage(_ body: (_ key: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { bytes in
            for record in records {
                body(
                    UnsafeRawBufferPointer(rebasing: bytes[record.key..<record.value]),
                    record.isTombstone
                        ? UnsafeRawBufferPointer(start: nil, count: 0)
                        : UnsafeRawBufferPointer(rebasing: bytes[record.value..<record.end])
                )
            }
        }
    }
}
