import GRDB

extension Store {
    /// Forgets a slice's recorded rows, KPI rows and forecasts of seconds before `second`; decisions and models stay.
    ///
    /// At most `limit` rows of each kind are removed at a time, so that writers never wait long.
    ///
    /// - Returns: How many rows were removed; call again while it is not 0.
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func prune(slice: Int64, before second: Int64, limit: Int = 5000) async throws(StoreError) -> Int {
        try await write("forget old rows") { database in
            var removed = 0
            for table in ["row", "kpi", "forecast"] {
                try database.execute(
                    sql: """
                        DELETE FROM \(table) WHERE slice = ? AND second IN
                        (SELECT second FROM \(table) WHERE slice = ? AND second < ? ORDER BY second LIMIT ?)
                        """,
                    arguments: [slice, slice, second, limit]
                )
                removed += database.changesCount
            }
            return removed
        }
    }
}
