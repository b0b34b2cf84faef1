import Foundation
import GRDB

extension Store {
    /// Completes rows with values that came too late for them; what a row has already stays as it is.
    static func insert(_ values: [Int64: [Int64: [StoreBatch.LateValue]]], in database: Database) throws {
        for (slice, seconds) in values {
            for (second, values) in seconds.sorted(by: { $0.key < $1.key }) {
                try complete(second, with: values, slice: slice, in: database)
            }
        }
    }

    private static func complete(
        _ second: Int64,
        with values: [StoreBatch.LateValue],
        slice: Int64,
        in database: Database
    ) throws {
        let select = try database.cachedStatement(
            sql: "SELECT flavor, layout, numbers FROM row WHERE slice = ? AND second = ?"
        )
        var (flavor, columns, numbers) = (values.first?.flavor ?? "", [SeriesColumn](), [Double]())
        if let row = try Row.fetchOne(select, arguments: [slice, second]) {
            flavor = row["flavor"]
            columns = try Self.columns(of: row["layout"], in: database)
            numbers = try NumberBlob.decode(row["numbers"], of: "the row of second \(second)")
        }
        var isChanged = false
        for late in values {
            if let place = columns.firstIndex(where: { $0.name == late.column.name }), numbers.indices.contains(place) {
                guard numbers[place].isNaN else { continue }
                numbers[place] = late.value
            } else {
                columns.append(late.column)
                numbers.append(late.value)
            }
            isChanged = true
        }
        guard isChanged else { return }
        let layout = try layout(
            kinds: columns.map(\.kind.rawValue).joined(),
            names: columns.map(\.name),
            slice: slice,
            in: database
        )
        let replace = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO row (slice, second, flavor, layout, numbers) VALUES (?, ?, ?, ?, ?)"
        )
        try replace.execute(arguments: [slice, second, flavor, layout, NumberBlob.encode(numbers)])
    }
}
