import GRDB

extension Store {
    /// The slice's state; made from the given values when the store does not know it yet.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func slice(
        id: String,
        elseFlavor flavor: String,
        mode: String,
        milliseconds: Int64
    ) async throws(StoreError) -> SliceState {
        try await write("register slice \(id)") { database in
            try database.execute(
                sql: """
                    INSERT INTO slice (id, flavor, flavorSinceMilliseconds, mode, isOverridden) VALUES (?, ?, ?, ?, 0)
                    ON CONFLICT (id) DO NOTHING
                    """,
                arguments: [id, flavor, milliseconds, mode]
            )
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM slice WHERE id = ?", arguments: [id]) else {
                throw StoreError.damaged(what: "slice \(id)", reason: "it is gone right after it was written")
            }
            return SliceState(
                key: row["key"],
                id: row["id"],
                flavor: row["flavor"],
                flavorSinceMilliseconds: row["flavorSinceMilliseconds"],
                mode: row["mode"],
                isOverridden: row["isOverridden"]
            )
        }
    }

    /// Writes the slice's state over the one before.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func save(_ state: SliceState) async throws(StoreError) {
        try await write("save the state of slice \(state.id)") { database in
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
}
