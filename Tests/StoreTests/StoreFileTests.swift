import Foundation
import Store
import Testing

@Suite struct StoreFileTests {
    private let place: TemporaryStore

    init() throws {
        place = try TemporaryStore()
    }

    /// Bytes 60-63 of SQLite's header are `user_version`, 68-71 `application_id`; both big-endian.
    private func patch(_ bytes: [UInt8], at offset: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(filePath: place.path))
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    private func made() async throws {
        let store = try Store(path: place.path)
        _ = try await store.slice(id: "redis", elseFlavor: "low", mode: "act", milliseconds: 1)
        try store.close()
    }

    @Test func opensWhatItClosed() async throws {
        try await made()
        let store = try Store(path: place.path)
        let state = try await store.slice(id: "redis", elseFlavor: "other", mode: "pause", milliseconds: 2)
        #expect(state.flavor == "low")
        #expect(state.mode == "act")
    }

    @Test func refusesANewerFormatAndLeavesItAlone() async throws {
        try await made()
        try patch([0, 0, 0, 99], at: 60)
        let before = try Data(contentsOf: URL(filePath: place.path))
        #expect(throws: StoreError.newerFormat(path: place.path, found: 99, known: 5)) {
            try Store(path: place.path)
        }
        #expect(try Data(contentsOf: URL(filePath: place.path)) == before)
    }

    @Test func refusesAnotherProgramsDatabase() async throws {
        try await made()
        try patch([0, 0, 0, 7], at: 68)
        #expect(throws: StoreError.foreignFile(path: place.path, found: 7)) {
            try Store(path: place.path)
        }
    }

    @Test func refusesWhatIsNoDatabase() throws {
        try Data("this is a letter, not a database, and long enough to be read as one".utf8)
            .write(to: URL(filePath: place.path))
        #expect(throws: StoreError.self) { try Store(path: place.path) }
    }

    @Test func saysWhichFolderIsNotThere() {
        #expect {
            try Store(path: "/nowhere/at/all/store.sqlite")
        } throws: { error in
            "\(error)".contains("/nowhere/at/all/store.sqlite")
        }
    }
}
