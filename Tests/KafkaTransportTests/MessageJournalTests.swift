import Foundation
import KafkaTransport
import Testing

@Suite struct MessageJournalTests {
    private let directory = NSTemporaryDirectory() + "message-journal-\(UUID().uuidString)"

    private func batch(_ number: Int) -> KafkaBatch {
        var batch = KafkaBatch()
        batch.append("\(number)".utf8, key: "k".utf8)
        return batch
    }

    private func texts(_ journal: MessageJournal) -> [String] {
        journal.batches().flatMap { batch in
            (0..<batch.count).map { String(decoding: batch.message($0), as: UTF8.self) }
        }
    }

    @Test func whatIsKeptIsThereAfterARestart() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        do {
            let journal = MessageJournal(try DiskQueue(directory: directory), keeping: .seconds(60))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 { group.addTask { try await journal.keep(batch(number)) } }
                try await group.waitForAll()
            }
            #expect(texts(journal).count == 200)
        }
        let journal = MessageJournal(try DiskQueue(directory: directory), keeping: .seconds(60))
        #expect(Set(texts(journal)) == Set((0..<200).map { "\($0)" }))
    }

    @Test func whatIsOldGoesAndWhatIsNewStays() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let journal = MessageJournal(try DiskQueue(directory: directory), keeping: .seconds(2))
        for number in 0..<10 { try await journal.keep(batch(number)) }
        try await Task.sleep(for: .milliseconds(2_200))
        for number in 10..<12 { try await journal.keep(batch(number)) }
        #expect(texts(journal) == ["10", "11"])
    }

    @Test func whereThereIsNoRoomNothingIsKept() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let journal = MessageJournal(try DiskQueue(directory: directory, byteLimit: 8_192), keeping: .seconds(60))
        var large = KafkaBatch()
        large.append(Array(repeating: 1, count: 10_000))
        await #expect(throws: DiskQueueError.self) { try await journal.keep(large) }
        for number in 0..<1_000 { try await journal.keep(batch(number)) }
        #expect(texts(journal).last == "999")
    }
}
