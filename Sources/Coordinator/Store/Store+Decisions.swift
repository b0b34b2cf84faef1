import Foundation
import GRDB

extension Store {
    /// Writes a decision down, before anything is done about it.
    ///
    /// - Returns: Its id.
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func addDecision(slice: Int64, milliseconds: Int64, body: [UInt8]) async throws(StoreError) -> Int64 {
        try await write("write a decision down") { database in
            try database.execute(
                sql: "INSERT INTO decision (slice, milliseconds, body) VALUES (?, ?, ?)",
                arguments: [slice, milliseconds, Data(body)]
            )
            return database.lastInsertedRowID
        }
    }

    /// Adds what became of a decision and, in the same transaction, the slice's state after it.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func addNote(
        _ note: StoredDecision.Note,
        to decision: Int64,
        state: SliceState? = nil
    ) async throws(StoreError) {
        try await write("note what became of decision \(decision)") { database in
            try database.execute(
                sql: "INSERT INTO decisionNote (decision, kind, milliseconds, body) VALUES (?, ?, ?, ?)",
                arguments: [decision, note.kind, note.milliseconds, Data(note.body)]
            )
            guard let state else { return }
            try database.execute(
                sql: """
                    UPDATE slice SET flavor = ?, flavorSinceMilliseconds = ?, mode = ?, isOverridden = ? WHERE key = ?
                    """,
                arguments: [
                    state.flavor, state.flavorSinceMilliseconds, state.mode, state.isOverridden, state.key,
                ]
            )
        }
    }

    /// The newest decisions of a slice in a span of milliseconds, oldest first.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func decisions(
        slice: Int64,
        milliseconds: ClosedRange<Int64>,
        limit: Int
    ) async throws(StoreError) -> [StoredDecision] {
        try await read("read decisions") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM decision WHERE slice = ? AND milliseconds BETWEEN ? AND ?
                    ORDER BY id DESC LIMIT ?
                    """,
                arguments: [slice, milliseconds.lowerBound, milliseconds.upperBound, limit]
            ).reversed().map { row in try Self.decision(from: row, in: database) }
        }
    }

    /// The decision with an id, or `nil` when there is none.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func decision(_ id: Int64) async throws(StoreError) -> StoredDecision? {
        try await read("read decision \(id)") { database in
            try Row.fetchOne(database, sql: "SELECT * FROM decision WHERE id = ?", arguments: [id])
                .map { row in try Self.decision(from: row, in: database) }
        }
    }

    private static func decision(from row: Row, in database: Database) throws -> StoredDecision {
        let id: Int64 = row["id"]
        let notes = try Row.fetchAll(
            database,
            sql: "SELECT kind, milliseconds, body FROM decisionNote WHERE decision = ? ORDER BY id",
            arguments: [id]
        ).map { note in
            StoredDecision.Note(
                kind: note["kind"],
                milliseconds: note["milliseconds"],
                body: Array(note["body"] as Data)
            )
        }
        return StoredDecision(
            id: id,
            slice: row["slice"],
            milliseconds: row["milliseconds"],
            body: Array(row["body"] as Data),
            notes: notes
        )
    }
}
