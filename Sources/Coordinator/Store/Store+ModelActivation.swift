import GRDB

extension Store {
    /// Makes a stored model the active one of its flavor; a challenge of the flavor ends with it.
    ///
    /// - Returns: The model, or `nil` when there is none such; then nothing is changed.
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func activate(version: Int, flavor: String, slice: Int64) async throws(StoreError) -> StoredModel? {
        try await write("activate model \(version) of flavor \(flavor)") { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT * FROM model WHERE slice = ? AND flavor = ? AND version = ?",
                    arguments: [slice, flavor, version]
                )
            else { return nil }
            try database.execute(
                sql: "UPDATE model SET isActive = (version = ?) WHERE slice = ? AND flavor = ?",
                arguments: [version, slice, flavor]
            )
            try Self.endChallenges(of: flavor, slice: slice, in: database)
            var model = Self.model(from: row)
            model.isActive = true
            return model
        }
    }
}
