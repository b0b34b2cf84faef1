import GRDB

extension Store {
    /// How far the forecasts of a slice's models were off.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func modelErrors(slice: Int64) async throws(StoreError) -> [ModelError] {
        try await read("read the errors of models") { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM modelError WHERE slice = ? ORDER BY flavor, version, horizon",
                arguments: [slice]
            ).map { row in
                var error = ModelError(
                    key: .init(flavor: row["flavor"], version: row["version"], horizonSeconds: row["horizon"])
                )
                error.count = row["count"]
                error.absoluteError = row["absoluteError"]
                error.lastValueError = row["lastValueError"]
                error.runningMedianError = row["runningMedianError"]
                error.actual = row["actual"]
                error.inside = row["inside"]
                return error
            }
        }
    }

    static func insert(_ error: ModelError, slice: Int64, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO modelError VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        try statement.execute(arguments: [
            slice, error.key.flavor, error.key.version, error.key.horizonSeconds, error.count, error.absoluteError,
            error.lastValueError, error.runningMedianError, error.actual, error.inside,
        ])
    }
}
