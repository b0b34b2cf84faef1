import Foundation
import GRDB
import Synchronization

extension Store {
    /// Writes a batch, all of it or nothing.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func append(_ batch: StoreBatch) async throws(StoreError) {
        guard !batch.isEmpty else { return }
        let known = layouts.withLock { $0 }
        let found = try await write("write a second's rows") { database in
            var found = KnownLayouts()
            let insertRow = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO row (slice, second, flavor, layout, numbers) VALUES (?, ?, ?, ?, ?)"
            )
            for block in batch.rows {
                var layout = found.key(of: block.columns, slice: block.slice)
                layout = layout ?? known.key(of: block.columns, slice: block.slice)
                if layout == nil {
                    let key = try Self.layout(
                        kinds: block.columns.map(\.kind.rawValue).joined(),
                        names: block.columns.map(\.name),
                        slice: block.slice,
                        in: database
                    )
                    found.note(key, of: block.columns, slice: block.slice)
                    layout = key
                }
                for row in block.rows {
                    try insertRow.execute(
                        arguments: [block.slice, row.second, row.flavor, layout, NumberBlob.encode(row.numbers)]
                    )
                }
            }
            try Self.insert(batch.lateValues, in: database)
            let insertKPI = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO kpi (slice, second, layout, numbers) VALUES (?, ?, ?, ?)"
            )
            for block in batch.kpis {
                var layout = found.key(ofKPI: block.columns, slice: block.slice)
                layout = layout ?? known.key(ofKPI: block.columns, slice: block.slice)
                if layout == nil {
                    let key = try Self.layout(kinds: "k", names: block.columns, slice: block.slice, in: database)
                    found.note(key, ofKPI: block.columns, slice: block.slice)
                    layout = key
                }
                for row in block.rows {
                    try insertKPI.execute(
                        arguments: [block.slice, row.second, layout, NumberBlob.encode(row.numbers)]
                    )
                }
            }
            for (slice, forecast) in batch.forecasts {
                try Self.insert(forecast, slice: slice, in: database)
            }
            for (slice, error) in batch.errors {
                try Self.insert(error, slice: slice, in: database)
            }
            for progress in batch.challenges { try Self.update(progress, in: database) }
            return found
        }
        // Only now are they there for good.
        if !found.isEmpty { layouts.withLock { $0.formUnion(found) } }
    }

    /// The slice's recorded rows of a span of seconds, oldest first, handed over in pieces that share their columns.
    ///
    /// - Throws: ``StoreError``; ``StoreError/damaged(what:reason:)`` for a row that is not what was written.
    public func rows(
        slice: Int64,
        seconds: ClosedRange<Int64>,
        flavor: String? = nil
    ) async throws(StoreError) -> [(columns: [SeriesColumn], rows: [RecordedRow])] {
        try await read("read recorded rows") { database in
            var pieces: [(columns: [SeriesColumn], rows: [RecordedRow])] = []
            var current: Int64?
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT second, flavor, layout, numbers FROM row
                    WHERE slice = ? AND second BETWEEN ? AND ? AND (? IS NULL OR flavor = ?) ORDER BY second
                    """,
                arguments: [slice, seconds.lowerBound, seconds.upperBound, flavor, flavor]
            )
            while let row = try cursor.next() {
                let layout: Int64 = row["layout"]
                if layout != current {
                    pieces.append((try Self.columns(of: layout, in: database), []))
                    current = layout
                }
                let second: Int64 = row["second"]
                let numbers = try NumberBlob.decode(row["numbers"], of: "the row of second \(second)")
                let columns = pieces[pieces.count - 1].columns.count
                guard numbers.count == columns else {
                    throw StoreError.damaged(
                        what: "the row of second \(second)",
                        reason: "\(numbers.count) numbers for \(columns) columns"
                    )
                }
                pieces[pieces.count - 1].rows.append(
                    RecordedRow(second: second, flavor: row["flavor"], numbers: numbers)
                )
            }
            return pieces
        }
    }

    /// The newest second that has a recorded row; `nil` when there is none.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func lastRowSecond(slice: Int64) async throws(StoreError) -> Int64? {
        try await read("find the newest row") { database in
            try Int64.fetchOne(database, sql: "SELECT max(second) FROM row WHERE slice = ?", arguments: [slice])
        }
    }

    /// How many seconds of each flavor, of those before `second`, have both a recorded row and a row of the KPI.
    ///
    /// - Throws: ``StoreError/failed(operation:reason:)``.
    public func rowCounts(slice: Int64, before second: Int64 = .max) async throws(StoreError) -> [String: Int] {
        try await read("count recorded rows") { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT row.flavor AS flavor, count(*) AS total FROM row JOIN kpi USING (slice, second)
                    WHERE slice = ? AND second < ? GROUP BY row.flavor
                    """,
                arguments: [slice, second]
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["flavor"] as String, $0["total"] as Int) })
        }
    }

    /// The values of the KPI `name`, oldest first; a second without that KPI is NaN.
    ///
    /// - Throws: ``StoreError``.
    public func kpi(
        _ name: String,
        slice: Int64,
        seconds: ClosedRange<Int64>
    ) async throws(StoreError) -> [(second: Int64, value: Double, flavor: String?)] {
        try await read("read the KPI \(name)") { database in
            var positions: [Int64: Int?] = [:]
            var values: [(second: Int64, value: Double, flavor: String?)] = []
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT kpi.second AS second, kpi.layout AS layout, kpi.numbers AS numbers, row.flavor AS flavor
                    FROM kpi LEFT JOIN row ON row.slice = kpi.slice AND row.second = kpi.second
                    WHERE kpi.slice = ? AND kpi.second BETWEEN ? AND ? ORDER BY kpi.second
                    """,
                arguments: [slice, seconds.lowerBound, seconds.upperBound]
            )
            while let row = try cursor.next() {
                let layout: Int64 = row["layout"]
                if positions[layout] == nil {
                    positions[layout] = try Self.columns(of: layout, in: database).firstIndex { $0.name == name }
                }
                let second: Int64 = row["second"]
                let numbers = try NumberBlob.decode(row["numbers"], of: "the KPI row of second \(second)")
                let position = positions[layout] ?? nil
                let value = position.flatMap { numbers.indices.contains($0) ? numbers[$0] : nil } ?? .nan
                values.append((second, value, row["flavor"]))
            }
            return values
        }
    }

    static func layout(kinds: String, names: [String], slice: Int64, in database: Database) throws -> Int64 {
        let text = names.joined(separator: "\n")
        let select = try database.cachedStatement(
            sql: "SELECT key FROM layout WHERE slice = ? AND kinds = ? AND names = ?"
        )
        if let key = try Int64.fetchOne(select, arguments: [slice, kinds, text]) { return key }
        try database.execute(
            sql: "INSERT INTO layout (slice, kinds, names) VALUES (?, ?, ?)",
            arguments: [slice, kinds, text]
        )
        return database.lastInsertedRowID
    }

    static func columns(of layout: Int64, in database: Database) throws -> [SeriesColumn] {
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT kinds, names FROM layout WHERE key = ?",
                arguments: [layout]
            )
        else {
            throw StoreError.damaged(what: "layout \(layout)", reason: "it is not there")
        }
        let kinds = Array(row["kinds"] as String)
        let names = (row["names"] as String).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if kinds.isEmpty { return [] }
        if kinds == ["k"] { return names.map { SeriesColumn(name: $0, kind: .gauge) } }
        guard kinds.count == names.count else {
            throw StoreError.damaged(what: "layout \(layout)", reason: "\(kinds.count) kinds, \(names.count) names")
        }
        return zip(names, kinds).map { name, kind in
            SeriesColumn(name: name, kind: SeriesColumn.Kind(rawValue: String(kind)) ?? .untyped)
        }
    }
}
