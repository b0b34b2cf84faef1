internal import CZlib

/// Compresses answers with gzip (RFC 1952), in memory that is taken at the first use and kept.
///
/// A page of metrics shrinks tenfold at the fastest level already; a smaller window than zlib's own saves 200 KB.
struct Compressor: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Makes a compressor, or `nil` when zlib has no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // On failure zlib has freed its own memory, and ours holds no reference to anything.
        guard deflate_init_gzip(stream, 1, 13, 6) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        _ = deflateEnd(stream)
        stream.deallocate()
    }

    /// Replaces the content of `output` by `input` compressed.
    ///
    /// - Returns: Whether it did; zlib can only fail here when its state was damaged.
    func compress(_ input: [UInt8], into output: inout [UInt8]) -> Bool {
        guard deflateReset(stream) == Z_OK else { return false }
        let bound = Int(deflateBound(stream, UInt(input.count)))
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: repeatElement(0, count: bound))
        let result = input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { destination in
                // zlib does not write to its input; the field lacks a `const` for historical reasons (zlib.h, ZLIB_CONST).
                stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.pointee.avail_in = UInt32(source.count)
                stream.pointee.next_out = destination.baseAddress
                stream.pointee.avail_out = UInt32(destination.count)
                return deflate(stream, Z_FINISH)
            }
        }
        output.removeLast(Int(stream.pointee.avail_out))
        return result == Z_STREAM_END
    }
}
