/// Appends numbers and lists to bytes, little-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    mutating func put(_ value: Double) { put(value.bitPattern) }

    mutating func put(_ text: String) { put(Array(text.utf8)) }

    mutating func put(_ list: [UInt8]) {
        put(UInt32(list.count))
        bytes += list
    }

    mutating func put(_ list: [Double]) {
        put(UInt32(list.count))
        for value in list { put(value) }
    }

    mutating func put(_ list: [Float]) {
        put(UInt32(list.count))
        for value in list { put(value.bitPattern) }
    }
}
