/// A batch for a topic, as it stands on disk.
///
/// 16 bytes of head (the length of what follows, the number of messages, a checksum of both and of what follows), the topic's
/// length and name, then for each message the lengths of key and value (4 bytes each) and both. All numbers are little-endian.
enum QueueRecord {
    static let headLength = 16

    struct Head {
        let length: Int
        let messageCount: Int
        let checksum: UInt64

        init(_ bytes: some RandomAccessCollection<UInt8>) {
            length = Int(QueueRecord.number(bytes.prefix(4)))
            messageCount = Int(QueueRecord.number(bytes.dropFirst(4).prefix(4)))
            checksum = QueueRecord.number(bytes.dropFirst(8).prefix(8))
        }

        /// Whether `body` is what was written under this head.
        func matches(_ body: some Sequence<UInt8>) -> Bool {
            QueueRecord.checksum(UInt32(messageCount), body) == checksum
        }
    }

    static func bytes(_ batch: KafkaBatch, topic: String) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(batch.byteCount + batch.count * 8 + topic.utf8.count + 4)
        append(UInt32(topic.utf8.count), to: &body)
        body.append(contentsOf: topic.utf8)
        batch.withEachMessage { key, message in
            append(UInt32(key.count), to: &body)
            append(UInt32(message.count), to: &body)
            body.append(contentsOf: key)
            body.append(contentsOf: message)
        }
        var record: [UInt8] = []
        record.reserveCapacity(headLength + body.count)
        append(UInt32(body.count), to: &record)
        append(UInt32(batch.count), to: &record)
        append(checksum(UInt32(batch.count), body), to: &record)
        record += body
        return record
    }

    /// The batch of a record's body; `nil` when the body is not one.
    static func batch(_ body: [UInt8]) -> (batch: KafkaBatch, topic: String)? {
        var position = 0
        guard let topic = field(body, &position, count(body, &position)) else { return nil }
        var batch = KafkaBatch()
        while position < body.count {
            guard let keyLength = count(body, &position), let length = count(body, &position),
                let key = field(body, &position, keyLength), let message = field(body, &position, length)
            else { return nil }
            batch.append(message, key: key)
        }
        return (batch, String(decoding: topic, as: UTF8.self))
    }

    private static func count(_ body: [UInt8], _ position: inout Int) -> Int? {
        field(body, &position, 4).map { Int(number($0)) }
    }

    private static func field(_ body: [UInt8], _ position: inout Int, _ length: Int?) -> ArraySlice<UInt8>? {
        guard let length, body.count - position >= length else { return nil }
        defer { position += length }
        return body[position..<position + length]
    }

    private static func number(_ bytes: some RandomAccessCollection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// FNV-1a, 64 bits: finds torn and flipped bytes, not forgeries.
    private static func checksum(_ messageCount: UInt32, _ body: some Sequence<UInt8>) -> UInt64 {
        var hash = (0xcbf2_9ce4_8422_2325 ^ UInt64(messageCount)) &* 0x100_0000_01b3
        for byte in body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
