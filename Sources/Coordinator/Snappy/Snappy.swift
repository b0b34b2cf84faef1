internal import CSnappy

/// Snappy's block format, as Prometheus' remote write and remote read send it: no frames, no checksum.
///
/// Source: `format_description.txt` of the library; <https://prometheus.io/docs/specs/prw/remote_write_spec/>.
public enum Snappy {
    /// Compresses `bytes` as one block.
    ///
    /// - Throws: ``SnappyError/tooLarge(count:limit:)`` for 4 GiB and more, which the format has no length for.
    public static func compress(_ bytes: [UInt8]) throws(SnappyError) -> [UInt8] {
        guard bytes.count <= Int(UInt32.max) else { throw .tooLarge(count: bytes.count, limit: Int(UInt32.max)) }
        var length = snappy_max_compressed_length(bytes.count)
        var status = SNAPPY_OK
        let block = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            bytes.withUnsafeBytes { source in
                status = snappy_compress(
                    source.baseAddress?.assumingMemoryBound(to: CChar.self),
                    source.count,
                    UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    &length
                )
            }
            count = status == SNAPPY_OK ? length : 0
        }
        guard status == SNAPPY_OK else { throw .malformed(byteCount: bytes.count) }
        return block
    }

    /// The bytes that `block` stands for.
    ///
    /// The length that the block declares is looked at before anything is allocated.
    ///
    /// - Parameters:
    ///   - block: One block in snappy's raw format.
    ///   - limit: How many bytes it may become.
    /// - Throws: ``SnappyError/tooLarge(count:limit:)`` when it declares more than `limit`;
    ///   ``SnappyError/malformed(byteCount:)`` when it is no such block.
    public static func decompress(_ block: some Collection<UInt8>, limit: Int) throws(SnappyError) -> [UInt8] {
        let result = block.withContiguousStorageIfAvailable { decompress($0, limit) }
        return try (result ?? Array(block).withUnsafeBufferPointer { decompress($0, limit) }).get()
    }

    private static func decompress(
        _ block: UnsafeBufferPointer<UInt8>,
        _ limit: Int
    ) -> Result<[UInt8], SnappyError> {
        block.withMemoryRebound(to: CChar.self) { source in
            var length = 0
            guard snappy_uncompressed_length(source.baseAddress, source.count, &length) == SNAPPY_OK else {
                return .failure(.malformed(byteCount: block.count))
            }
            guard length <= limit else { return .failure(.tooLarge(count: length, limit: limit)) }
            // A block of no bytes needs room for none, but the library wants an address.
            var status = SNAPPY_OK
            let bytes = [UInt8](unsafeUninitializedCapacity: max(length, 1)) { buffer, count in
                status = snappy_uncompress(
                    source.baseAddress,
                    source.count,
                    UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    &length
                )
                count = status == SNAPPY_OK ? length : 0
            }
            return status == SNAPPY_OK ? .success(bytes) : .failure(.malformed(byteCount: block.count))
        }
    }
}
