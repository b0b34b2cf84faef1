import Foundation
import GRDB

extension Store {
    /// Stores a model as the next version of its flavor and makes it the active one, or else the one that challenges that.
    ///
    /// A challenge of the flavor that is under way ends with it.
    ///
    /// - Returns: The version.
    /// - Throws: ``StoreError/failed(operation:reason:)``; the model before stays active then.
    public func add(
        _ model: StoredModel,
        slice: Int64,
        isActive: Bool = true
    ) async throws(StoreError) -> Int {
        try await write("store a model of flavor \(model.flavor)") { database in
            let last = try Int.fetchOne(
                database,
                sql: "SELECT max(version) FROM model WHERE slice = ? AND flavor = ?",
                arguments: [slice, model.flavor]
            )
            let version = (last ?? 0) + 1
            if isActive {
                try database.execute(
                    sql: "UPDATE model SET isActive = 0 WHERE slice = ? AND flavor = ?",
                    arguments: [slice, model.flavor]
                )
            }
            try database.execute(
                sql: """
                    INSERT INTO model (slice, flavor, version, milliseconds, isActive, summary, artifact, counterfactual)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    slice, model.flavor, version, model.milliseconds, isActive, Data(model.summary),
                    Data(model.artifact),
                    model.counterfactual.map { Data($0) },
                ]
            )
            if isActive {
                try Self.endChallenges(of: model.flavor, slice: slice, in: database)
            } else {
                try Self.begin(version, flavor: model.flavor, slice: slice, in: database)
            }
            return version
        }
    }

    /// The active model of each flavor.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func activeModels(slice: Int64) async throws(StoreError) -> [StoredModel] {
        try await read("read the models") { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM model WHERE slice = ? AND isActive = 1 ORDER BY flavor",
                arguments: [slice]
            ).map(Self.model(from:))
        }
    }

    /// A model with its bytes, or `nil` when there is none such.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func model(version: Int, flavor: String, slice: Int64) async throws(StoreError) -> StoredModel? {
        try await read("read model \(version) of flavor \(flavor)") { database in
            try Row.fetchOne(
                database,
                sql: "SELECT * FROM model WHERE slice = ? AND flavor = ? AND version = ?",
                arguments: [slice, flavor, version]
            ).map(Self.model(from:))
        }
    }

    /// Every model of the slice, oldest first, without its bytes.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func modelSummaries(slice: Int64) async throws(StoreError) -> [StoredModel] {
        try await read("list the models") { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT flavor, version, milliseconds, isActive, summary FROM model
                    WHERE slice = ? ORDER BY key
                    """,
                arguments: [slice]
            ).map { row in Self.model(from: row, artifact: Data(), counterfactual: nil) }
        }
    }

    static func model(from row: Row) -> StoredModel {
        model(from: row, artifact: row["artifact"], counterfactual: row["counterfactual"])
    }

    private static func model(from row: Row, artifact: Data, counterfactual: Data?) -> StoredModel {
        StoredModel(
            flavor: row["flavor"],
            version: row["version"],
            milliseconds: row["milliseconds"],
            isActive: row["isActive"],
            summary: Array(row["summary"] as Data),
            artifact: Array(artifact),
            counterfactual: counterfactual.map { Array($0) }
        )
    }
}
