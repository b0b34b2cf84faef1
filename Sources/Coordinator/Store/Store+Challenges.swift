import Foundation
import GRDB

/// A model that challenges the one that serves.
public struct StoredChallenge: Sendable, Equatable {
    /// The challenger.
    public var model: StoredModel
    /// What both have shown so far: bytes of the layer above; empty when that has just begun.
    public var progress: [UInt8]

    /// A challenge.
    public init(model: StoredModel, progress: [UInt8]) {
        self.model = model
        self.progress = progress
    }
}

extension Store {
    /// The challenger of each flavor that has one.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func challenges(slice: Int64) async throws(StoreError) -> [StoredChallenge] {
        try await read("read the challengers") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT model.*, challenge.progress FROM model JOIN challenge USING (slice, flavor, version)
                    WHERE slice = ? AND isActive = 0 ORDER BY flavor
                    """,
                arguments: [slice]
            ).map { row in
                StoredChallenge(model: Self.model(from: row), progress: Array(row["progress"] as Data))
            }
        }
    }

    /// Notes that a challenge has come to its end, if it is the flavor's.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func endChallenge(flavor: String, version: Int, slice: Int64) async throws(StoreError) {
        try await write("end the challenge of flavor \(flavor)") { database in
            try database.execute(
                sql: "DELETE FROM challenge WHERE slice = ? AND flavor = ? AND version = ?",
                arguments: [slice, flavor, version]
            )
        }
    }

    static func begin(_ version: Int, flavor: String, slice: Int64, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO challenge VALUES (?, ?, ?, ?)",
            arguments: [slice, flavor, version, Data()]
        )
    }

    static func endChallenges(of flavor: String, slice: Int64, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM challenge WHERE slice = ? AND flavor = ?",
            arguments: [slice, flavor]
        )
    }

    /// One that has ended stays ended.
    static func update(_ progress: StoreBatch.Progress, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "UPDATE challenge SET progress = ? WHERE slice = ? AND flavor = ? AND version = ?"
        )
        try statement.execute(arguments: [
            Data(progress.bytes), progress.slice, progress.flavor, progress.version,
        ])
    }
}
