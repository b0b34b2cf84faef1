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

    /// Forgets the oldest models of each flavor beyond the newest `count`, with their errors; the one that serves and the one
    /// that challenges it stay.
    ///
    /// - Returns: The flavor and the version of each model that was removed.
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func pruneModels(
        slice: Int64,
        keeping count: Int
    ) async throws(StoreError) -> [(flavor: String, version: Int)] {
        try await write("forget old models") { database in
            let old = try Row.fetchAll(
                database,
                sql: """
                    SELECT flavor, version FROM model AS old WHERE slice = ?1 AND isActive = 0
                    AND NOT EXISTS (SELECT 1 FROM challenge WHERE slice = ?1 AND flavor = old.flavor
                        AND version = old.version)
                    AND (SELECT count(*) FROM model WHERE slice = ?1 AND flavor = old.flavor
                        AND version > old.version) >= ?2
                    ORDER BY flavor, version
                    """,
                arguments: [slice, count]
            ).map { (flavor: $0["flavor"] as String, version: $0["version"] as Int) }
            for (flavor, version) in old {
                try Self.remove(version, flavor: flavor, slice: slice, in: database)
            }
            return old
        }
    }

    /// Forgets one model, unless it serves or challenges.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func removeModel(version: Int, flavor: String, slice id: String) async throws(StoreError) {
        try await write("forget model \(version) of flavor \(flavor)") { database in
            let key = try Int64.fetchOne(
                database,
                sql: """
                    SELECT model.slice FROM model JOIN slice ON slice.key = model.slice
                    WHERE id = ?1 AND model.flavor = ?2 AND version = ?3 AND isActive = 0
                    AND NOT EXISTS (SELECT 1 FROM challenge
                        WHERE slice = model.slice AND flavor = ?2 AND version = ?3)
                    """,
                arguments: [id, flavor, version]
            )
            if let key { try Self.remove(version, flavor: flavor, slice: key, in: database) }
        }
    }

    private static func remove(_ version: Int, flavor: String, slice: Int64, in database: Database) throws {
        for table in ["model", "modelError"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE slice = ? AND flavor = ? AND version = ?",
                arguments: [slice, flavor, version]
            )
        }
    }
}
