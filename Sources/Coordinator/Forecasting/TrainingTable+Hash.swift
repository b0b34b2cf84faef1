import Hashing

extension TrainingTable {
    /// The SHA-256 of names, seconds and values, bit for bit.
    var hash: [UInt8] {
        var writer = ByteWriter()
        writer.put(targetName)
        writer.put(UInt32(inputNames.count))
        for name in inputNames { writer.put(name) }
        writer.put(UInt32(seconds.count))
        for second in seconds { writer.put(second) }
        for column in inputs { writer.put(column) }
        writer.put(target)
        return SHA256.hash(writer.bytes)
    }
}

extension ForecastModel {
    /// The SHA-256 of the table that training saw, in hexadecimal.
    public var dataSHA256: String { Hexadecimal.text(of: dataHash) }
}
