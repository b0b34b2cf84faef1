import Foundation
import KafkaTransport
import Testing

@Suite struct DiskQueueTests {
    private let directory = NSTemporaryDirectory() + "disk-queue-\(UUID().uuidString)"

    @Test func givesBackWhatItWasGivenInOrderAndAfterARestart() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        do {
            var queue = try DiskQueue(directory: directory)
            for number in 0..<10 { try queue.append(batch(number), to: "topic \(number)") }
            #expect(queue.messageCount == 30)
        }
        var queue = try DiskQueue(directory: directory)
        #expect(queue.messageCount == 30)
        for number in 0..<10 {
            let first = try #require(try queue.first())
            #expect(first.batch == batch(number))
            #expect(first.topic == "topic \(number)")
            queue.remove(first)
            queue.remove(first)
        }
        #expect(queue.messageCount == 0)
        #expect(queue.byteCount == 0)
        #expect(try queue.first() == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        try queue.append(batch(11), to: "t")
        #expect(try queue.first()?.batch == batch(11))
    }

    @Test func givesUpTheOldestWhenThereIsNoMoreRoom() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var queue = try DiskQueue(directory: directory, byteLimit: 10_000)
        for number in 0..<1_000 {
            try queue.append(batch(number), to: "t")
            #expect(queue.byteCount <= 10_000)
        }
        #expect(queue.droppedCount + queue.messageCount == 3_000)
        #expect(queue.messageCount > 100)
        var last = -1
        while let first = try queue.first() {
            let number = try #require(Int(String(decoding: first.batch.message(0), as: UTF8.self)))
            #expect(number > last)
            last = number
            queue.remove(first)
        }
        #expect(last == 999)
    }

    @Test func beginsWithWhatIsWholeWhereverItWasCutOff() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        do {
            var queue = try DiskQueue(directory: directory)
            for number in 0..<3 { try queue.append(batch(number), to: "t") }
        }
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: directory).first)
        let whole = try #require(FileManager.default.contents(atPath: "\(directory)/\(name)"))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            var queue = try DiskQueue(directory: directory)
            let expected = length * 3 / whole.count
            #expect(queue.messageCount == expected * 3)
            try queue.append(batch(7), to: "t")
            for number in 0..<expected {
                let first = try #require(try queue.first())
                #expect(first.batch == batch(number))
                queue.remove(first)
            }
            let first = try #require(try queue.first())
            #expect(first.batch == batch(7))
            queue.remove(first)
            #expect(queue.messageCount == 0)
        }
    }

    @Test func refusesWhatCanNeverFit() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var queue = try DiskQueue(directory: directory, byteLimit: 5_000)
        var batch = KafkaBatch()
        batch.append(repeatElement(1, count: 6_000))
        do throws(DiskQueueError) {
            try queue.append(batch, to: "t")
            Issue.record("a batch of 6,000 bytes was taken")
        } catch {
            #expect(error == .tooLarge(bytes: 16 + 4 + 1 + 8 + 6_000, limit: 5_000))
        }
        #expect(queue.messageCount == 0)
    }

    private func batch(_ number: Int) -> KafkaBatch {
        var batch = KafkaBatch()
        batch.append("\(number)".utf8, key: "key".utf8)
        batch.append("".utf8)
        batch.append("\(number + 1)".utf8)
        return batch
    }
}
