/// Lines of InfluxDB's line protocol, packed into one array.
public struct LineBatch: Sendable, Equatable {
    /// The lines, each with a line feed at its end.
    public private(set) var bytes: [UInt8] = []
    /// The number of lines.
    public private(set) var count = 0

    /// No lines.
    public init() {}

    /// Whether there are no lines.
    public var isEmpty: Bool { count == 0 }

    /// The first and the second half of the lines; a single line is in the first.
    public var halves: (LineBatch, LineBatch) {
        var (first, second) = (LineBatch(), LineBatch())
        let middle = (count + 1) / 2
        for (position, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            if position < middle { first.append { $0.append(contentsOf: line) } } else { second.append { $0 += line } }
        }
        return (first, second)
    }

    /// Adds the line that `write` appends to the array that it is given, or none when it throws.
    mutating func append<Failure: Error>(_ write: (inout [UInt8]) throws(Failure) -> Void) throws(Failure) {
        let start = bytes.count
        do throws(Failure) {
            try write(&bytes)
        } catch {
            bytes.removeSubrange(start...)
            throw error
        }
        bytes.append(UInt8(ascii: "\n"))
        count += 1
    }

    /// Forgets the lines and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
    }
}
