import Foundation

/// Numbers as SQLite keeps them: 64-bit IEEE 754, little-endian, one after the other; NaN stands for "missing".
enum NumberBlob {
    static func encode(_ numbers: [Double]) -> Data {
        var bytes = Data(capacity: numbers.count * 8)
        for number in numbers {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// - Throws: ``StoreError/damaged(what:reason:)`` when the bytes are no whole numbers.
    static func decode(_ bytes: Data, of what: String) throws(StoreError) -> [Double] {
        guard bytes.count.isMultiple(of: 8) else {
            throw .damaged(what: what, reason: "\(bytes.count) bytes are no whole number of 64-bit values")
        }
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / 8).map { index in
                let bits = raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
                return Double(bitPattern: UInt64(littleEndian: bits))
            }
        }
    }
}
