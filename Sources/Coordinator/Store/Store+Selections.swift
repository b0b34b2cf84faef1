import Foundation
import GRDB

extension Store {
    /// Writes what was asked of the selection, over what was written before under the same time stamp.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func saveSelection(slice: String, stamp: Int64, body: [UInt8]) async throws(StoreError) {
        try await write("save selection \(stamp) of slice \(slice)") { database in
            try database.execute(
                sql: """
                    INSERT INTO selection (slice, stamp, body) VALUES (?, ?, ?)
                    ON CONFLICT (slice, stamp) DO UPDATE SET body = excluded.body
                    """,
                arguments: [slice, stamp, Data(body)]
            )
        }
    }

    /// What was asked of the selection, oldest first, as JSON of the layer above.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func selections() async throws(StoreError) -> [[UInt8]] {
        try await read("read the selections") { database in
            try Row.fetchAll(database, sql: "SELECT body FROM selection ORDER BY stamp, slice")
                .map { Array($0["body"] as Data) }
        }
    }
}
