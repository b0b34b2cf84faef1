import Foundation
import GRDB
import Synchronization

/// Everything that is to survive: slices, recorded rows, models, forecasts, decisions, jobs.
///
/// One SQLite file with a write-ahead log. Every commit is synced (`PRAGMA synchronous = FULL`), so that what a call has
/// returned from is still there after SIGKILL or a power cut; the rows of a second are written together, which makes it
/// one sync a second. All functions may be called from any task; SQLite's work happens on queues of its own.
public final class Store: Sendable {
    /// The file.
    public let path: String
    let pool: DatabasePool
    /// The layouts that rows were last written in.
    let layouts = Mutex(KnownLayouts())

    /// Opens the store at `path`, making it or taking it to the newest format if necessary.
    ///
    /// - Throws: ``StoreError/cannotOpen(path:reason:)``, ``StoreError/foreignFile(path:found:)`` or
    ///   ``StoreError/newerFormat(path:found:known:)``; the file is left as it was.
    public init(path: String) throws(StoreError) {
        self.path = path
        var configuration = Configuration()
        configuration.label = "store"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // Readers read what they read once; by itself SQLite keeps 2 MB of it for each of them.
            if database.configuration.readonly { try database.execute(sql: "PRAGMA cache_size = -256") }
        }
        do {
            try Self.examine(path)
            pool = try DatabasePool(path: path, configuration: configuration)
            try pool.write { database in
                try Schema.migrate(database, path: path)
                // On a disk that may only be read, SQLite opens the file all the same, and refuses what comes later.
                let format = try Schema.format(of: database, path: path)
                try database.execute(sql: "PRAGMA user_version = \(format)")
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    /// Looks at a file without changing it, for to open it for writing would already touch it.
    private static func examine(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in _ = try Schema.format(of: database, path: path) }
        try queue.close()
    }

    /// Writes the log into the file and closes it; later calls fail.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)`` while a read or write is under way.
    public func close() throws(StoreError) {
        do {
            try pool.close()
        } catch {
            throw .failed(operation: "close", reason: "\(error)")
        }
    }

    func write<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.write(body)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .failed(operation: operation, reason: "\(error)")
        }
    }

    func read<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(body)
        } catch let error as StoreError {
            throw error
        } catch {
            throw .failed(operation: operation, reason: "\(error)")
        }
    }
}
