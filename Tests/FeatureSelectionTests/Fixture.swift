import Foundation
import Testing

/// A comma-separated file that `vectors/make_vectors.py` wrote.
struct Fixture {
    let names: [String]
    let rows: [[String]]

    init(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        names = try #require(lines.first)
        rows = Array(lines.dropFirst())
    }

    func column(_ name: String) throws -> [Double] {
        let index = try #require(names.firstIndex(of: name))
        return try rows.map { try #require(Double($0[index])) }
    }

    func value(_ name: String, where first: String) throws -> Double {
        let row = try #require(rows.first { $0[0] == first })
        let index = try #require(names.firstIndex(of: name))
        return try #require(Double(row[index]))
    }
}
