import Foundation
import GRDB

extension Store {
    /// The slices that did not come from the configuration file: id and what was asked for, as JSON of the layer above.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func sliceDefinitions() async throws(StoreError) -> [(id: String, body: [UInt8])] {
        try await read("read the slices' definitions") { database in
            try Row.fetchAll(database, sql: "SELECT id, body FROM sliceDefinition ORDER BY key")
                .map { ($0["id"] as String, Array($0["body"] as Data)) }
        }
    }

    /// Keeps what was asked for about a slice, in place of what was asked before.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func saveSliceDefinition(_ id: String, body: [UInt8]) async throws(StoreError) {
        try await write("keep the definition of slice \(id)") { database in
            try database.execute(
                sql: """
                    INSERT INTO sliceDefinition (id, body) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET body = excluded.body
                    """,
                arguments: [id, Data(body)]
            )
        }
    }

    /// Forgets what was asked for about a slice; its rows, models and decisions stay.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func deleteSliceDefinition(_ id: String) async throws(StoreError) {
        try await write("delete the definition of slice \(id)") { database in
            try database.execute(sql: "DELETE FROM sliceDefinition WHERE id = ?", arguments: [id])
        }
    }
}
