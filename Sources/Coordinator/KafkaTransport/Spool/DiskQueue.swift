internal import Foundation
internal import Glibc

/// Batches of messages that wait on disk, oldest first, in no more than a given number of bytes.
///
/// What ``append(_:to:)`` has returned from is on the disk. When there is no more room, the oldest batches make it, and their
/// messages are counted. A queue that was cut off in the middle of a write begins with what is whole. After a crash, the
/// batches of the oldest file come again.
public struct DiskQueue: ~Copyable, Sendable {
    /// The oldest batch.
    public struct First: Sendable {
        /// The messages.
        public let batch: KafkaBatch
        /// Where they are to go.
        public let topic: String
        fileprivate let segment: UInt64
        fileprivate let offset: Int
    }

    private struct Entry {
        let offset: Int
        let length: Int
        let messageCount: Int
    }

    private struct Segment {
        let number: UInt64
        var size: Int
        var entries: ArraySlice<Entry>
    }

    /// How many messages wait.
    public private(set) var messageCount = 0
    /// The bytes on disk.
    public private(set) var byteCount = 0
    /// How many messages were given up to make room.
    public private(set) var droppedCount = 0
    /// How many bytes were not what had been written, and were left out.
    public private(set) var damagedByteCount = 0
    private var segments: [Segment] = []
    private var tail: Int32 = -1
    // Constants in all but name: Swift 6.2 takes a mutating call at the end of `init` for a change of every `let`.
    private var directory: String
    private var byteLimit: Int
    private var segmentLimit: Int

    /// Opens a queue, or makes one.
    ///
    /// - Parameters:
    ///   - directory: The queue's own; it is made if it is not there.
    ///   - byteLimit: The greatest number of bytes on disk.
    /// - Throws: ``DiskQueueError``.
    public init(directory: String, byteLimit: Int = 1 << 30) throws(DiskQueueError) {
        precondition(byteLimit >= 4_096, "a queue of less than a page")
        self.directory = directory
        self.byteLimit = byteLimit
        segmentLimit = min(4 << 20, byteLimit / 4)
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            for name in names.sorted() where name.hasSuffix(".queue") {
                if let number = UInt64(name.dropLast(6), radix: 16) {
                    segments.append(.init(number: number, size: 0, entries: []))
                }
            }
        } catch {
            throw .failed(operation: "open", path: directory, errno: EIO)
        }
        for index in segments.indices { try scan(index) }
    }

    deinit {
        if tail >= 0 { close(tail) }
    }

    /// Whether nothing waits.
    public var isEmpty: Bool { messageCount == 0 }

    /// Puts a batch at the end and waits until the disk has it.
    ///
    /// - Throws: ``DiskQueueError``; then the batch is not in the queue.
    public mutating func append(_ batch: KafkaBatch, to topic: String) throws(DiskQueueError) {
        guard !batch.isEmpty else { return }
        let record = QueueRecord.bytes(batch, topic: topic)
        guard record.count <= byteLimit else { throw .tooLarge(bytes: record.count, limit: byteLimit) }
        while byteCount + record.count > byteLimit, !segments.isEmpty { dropOldestSegment() }
        if tail < 0 || (segments.last?.size ?? 0) + record.count > segmentLimit { try beginSegment() }
        let index = segments.count - 1
        let path = path(segments[index].number)
        let offset = segments[index].size
        guard Self.write(record, to: tail), fdatasync(tail) == 0 else {
            let reason = errno
            // Half a record must not stand between whole ones.
            ftruncate(tail, off_t(offset))
            throw .failed(operation: "write", path: path, errno: reason)
        }
        segments[index].entries.append(Entry(offset: offset, length: record.count, messageCount: batch.count))
        segments[index].size += record.count
        byteCount += record.count
        messageCount += batch.count
    }

    /// The oldest batch, which stays until ``remove(_:)``.
    ///
    /// A batch that cannot be read any more is left out and counted.
    public mutating func first() throws(DiskQueueError) -> First? {
        while let segment = segments.first {
            guard let entry = segment.entries.first else {
                if segments.count == 1 { return nil }
                dropOldestSegment()
                continue
            }
            if let body = read(segment.number, entry), let (batch, topic) = QueueRecord.batch(body) {
                return First(batch: batch, topic: topic, segment: segment.number, offset: entry.offset)
            }
            damagedByteCount += entry.length
            removeFirstEntry()
        }
        return nil
    }

    /// Every batch that can be read, oldest first; all of them stay.
    func batches() -> [KafkaBatch] {
        segments.flatMap { segment in
            segment.entries.compactMap { entry in read(segment.number, entry).flatMap(QueueRecord.batch)?.batch }
        }
    }

    /// How many batches wait.
    var batchCount: Int { segments.reduce(0) { $0 + $1.entries.count } }

    /// Takes the oldest batch away unread.
    mutating func removeFirst() {
        while let segment = segments.first, segment.entries.isEmpty { dropOldestSegment() }
        if !segments.isEmpty { removeFirstEntry() }
    }

    /// Takes the oldest batch away, unless it has been given up meanwhile.
    public mutating func remove(_ first: First) {
        guard segments.first?.number == first.segment, segments.first?.entries.first?.offset == first.offset else {
            return
        }
        removeFirstEntry()
    }

    private mutating func removeFirstEntry() {
        guard let entry = segments[0].entries.popFirst() else { return }
        messageCount -= entry.messageCount
        if segments[0].entries.isEmpty { dropOldestSegment() }
    }

    /// Removes the oldest file; what still waited in it is given up.
    private mutating func dropOldestSegment() {
        let segment = segments.removeFirst()
        let waiting = segment.entries.reduce(0) { $0 + $1.messageCount }
        droppedCount += waiting
        messageCount -= waiting
        byteCount -= segment.size
        if segments.isEmpty, tail >= 0 {
            close(tail)
            tail = -1
        }
        lastNumber = max(lastNumber, segment.number)
        unlink(path(segment.number))
    }

    private var lastNumber: UInt64 = 0

    private mutating func beginSegment() throws(DiskQueueError) {
        let number = max(lastNumber, segments.last?.number ?? 0) + 1
        let path = path(number)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed(operation: "open", path: path, errno: errno) }
        if tail >= 0 { close(tail) }
        tail = descriptor
        lastNumber = number
        segments.append(Segment(number: number, size: 0, entries: []))
        // The file's name has to be on the disk, too.
        let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if parent >= 0 {
            fsync(parent)
            close(parent)
        }
    }

    /// Finds the whole records of a file that was there before.
    private mutating func scan(_ index: Int) throws(DiskQueueError) {
        let path = path(segments[index].number)
        guard let bytes = FileManager.default.contents(atPath: path).map({ [UInt8]($0) }) else {
            throw .failed(operation: "read", path: path, errno: EIO)
        }
        var offset = 0
        while bytes.count - offset >= QueueRecord.headLength {
            let start = offset + QueueRecord.headLength
            let head = QueueRecord.Head(bytes[offset..<start])
            guard bytes.count - start >= head.length, head.matches(bytes[start..<start + head.length]) else { break }
            let length = QueueRecord.headLength + head.length
            segments[index].entries.append(Entry(offset: offset, length: length, messageCount: head.messageCount))
            messageCount += head.messageCount
            offset += length
        }
        damagedByteCount += bytes.count - offset
        segments[index].size = bytes.count
        byteCount += bytes.count
    }

    private func read(_ segment: UInt64, _ entry: Entry) -> [UInt8]? {
        let descriptor = open(path(segment), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var record = [UInt8](repeating: 0, count: entry.length)
        guard pread(descriptor, &record, record.count, off_t(entry.offset)) == record.count else { return nil }
        let head = QueueRecord.Head(record.prefix(QueueRecord.headLength))
        let body = Array(record.dropFirst(QueueRecord.headLength))
        return head.matches(body) ? body : nil
    }

    private func path(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return "\(directory)/\(String(repeating: "0", count: 16 - digits.count))\(digits).queue"
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
    }
}
