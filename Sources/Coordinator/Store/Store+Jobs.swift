import Foundation
import GRDB

extension Store {
    /// Opens a job in `state`; `body` makes its JSON, knowing its id.
    ///
    /// - Returns: The job's id.
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func addJob(state: String, body: @escaping @Sendable (Int64) -> [UInt8]) async throws(StoreError) -> Int64 {
        try await write("open a job") { database in
            try database.execute(sql: "INSERT INTO job (state, body) VALUES (?, ?)", arguments: [state, Data()])
            let id = database.lastInsertedRowID
            try database.execute(sql: "UPDATE job SET body = ? WHERE id = ?", arguments: [Data(body(id)), id])
            return id
        }
    }

    /// Writes a job's state over the one before.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func saveJob(_ id: Int64, state: String, body: [UInt8]) async throws(StoreError) {
        try await write("save job \(id)") { database in
            try database.execute(
                sql: "UPDATE job SET state = ?, body = ? WHERE id = ?",
                arguments: [state, Data(body), id]
            )
        }
    }

    /// The newest jobs, oldest first: id and JSON.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func jobs(limit: Int) async throws(StoreError) -> [(id: Int64, body: [UInt8])] {
        try await read("read the jobs") { database in
            try Row.fetchAll(
                database,
                sql: "SELECT id, body FROM job ORDER BY id DESC LIMIT ?",
                arguments: [limit]
            ).reversed().map { ($0["id"] as Int64, Array($0["body"] as Data)) }
        }
    }
}
