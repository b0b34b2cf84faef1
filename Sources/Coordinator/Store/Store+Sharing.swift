import Foundation
import GRDB

extension Store {
    /// Takes over what another coordinator has said of a slice: its state, and which models serve and challenge.
    ///
    /// - Parameters:
    ///   - state: The state; its key does not matter.
    ///   - models: The version of each flavor's model that serves.
    ///   - challengers: The version of each flavor's model that challenges it.
    /// - Throws: ``StoreError/failed(operation:reason:)``; nothing is changed then.
    public func adopt(
        _ state: SliceState,
        models: [String: Int],
        challengers: [String: Int] = [:]
    ) async throws(StoreError) {
        try await write("take over slice \(state.id)") { database in
            try database.execute(
                sql: """
                    INSERT INTO slice (id, flavor, flavorSinceMilliseconds, mode, isOverridden) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET flavor = excluded.flavor,
                        flavorSinceMilliseconds = excluded.flavorSinceMilliseconds, mode = excluded.mode,
                        isOverridden = excluded.isOverridden
                    """,
                arguments: [state.id, state.flavor, state.flavorSinceMilliseconds, state.mode, state.isOverridden]
            )
            for (flavor, version) in models {
                try database.execute(
                    sql: """
                        UPDATE model SET isActive = (version = ?)
                        WHERE slice = (SELECT key FROM slice WHERE id = ?) AND flavor = ?
                        """,
                    arguments: [version, state.id, flavor]
                )
            }
            guard
                let key = try Int64.fetchOne(database, sql: "SELECT key FROM slice WHERE id = ?", arguments: [state.id])
            else { return }
            for stored in try Row.fetchAll(
                database,
                sql: "SELECT flavor, version FROM challenge WHERE slice = ?",
                arguments: [key]
            ) where challengers[stored["flavor"]] != stored["version"] {
                try Self.endChallenges(of: stored["flavor"], slice: key, in: database)
            }
            for (flavor, version) in challengers {
                // What is known of the same challenge is kept.
                try database.execute(
                    sql: "INSERT INTO challenge VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    arguments: [key, flavor, version, Data()]
                )
            }
        }
    }

    /// The version that a flavor's next model gets.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func nextVersion(flavor: String, slice: Int64) async throws(StoreError) -> Int {
        try await read("count the models of flavor \(flavor)") { database in
            let last = try Int.fetchOne(
                database,
                sql: "SELECT max(version) FROM model WHERE slice = ? AND flavor = ?",
                arguments: [slice, flavor]
            )
            return (last ?? 0) + 1
        }
    }

    /// Keeps a model under its own version, in place of one that has it already; which ones serve does not change.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func put(_ model: StoredModel, slice: Int64) async throws(StoreError) {
        try await write("keep model \(model.version) of flavor \(model.flavor)") { database in
            try database.execute(
                sql: """
                    INSERT INTO model (slice, flavor, version, milliseconds, isActive, summary, artifact, counterfactual)
                    VALUES (?, ?, ?, ?, 0, ?, ?, ?)
                    ON CONFLICT (slice, flavor, version) DO UPDATE SET milliseconds = excluded.milliseconds,
                        summary = excluded.summary, artifact = excluded.artifact,
                        counterfactual = excluded.counterfactual
                    """,
                arguments: [
                    slice, model.flavor, model.version, model.milliseconds, Data(model.summary), Data(model.artifact),
                    model.counterfactual.map { Data($0) },
                ]
            )
        }
    }

    /// Keeps a decision under its own id, with the notes that are not there yet; what is there is not rewritten.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func put(_ decision: StoredDecision) async throws(StoreError) {
        try await write("keep decision \(decision.id)") { database in
            try database.execute(
                sql: "INSERT INTO decision (id, slice, milliseconds, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [decision.id, decision.slice, decision.milliseconds, Data(decision.body)]
            )
            for note in decision.notes {
                try database.execute(
                    sql: """
                        INSERT INTO decisionNote (decision, kind, milliseconds, body) SELECT ?1, ?2, ?3, ?4
                        WHERE NOT EXISTS
                            (SELECT 1 FROM decisionNote WHERE decision = ?1 AND kind = ?2 AND milliseconds = ?3)
                        """,
                    arguments: [decision.id, note.kind, note.milliseconds, Data(note.body)]
                )
            }
        }
    }
}
