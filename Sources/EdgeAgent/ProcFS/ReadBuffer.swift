/// The one block of memory that files of the kernel are read into.
///
/// It grows to the largest file seen and then stays, so that a steady state allocates nothing.
public final class ReadBuffer {
    private var storage: UnsafeMutableBufferPointer<UInt8>
    /// The most bytes that a file may have; what is longer is cut off there.
    private let limit: Int

    /// Makes a buffer.
    ///
    /// - Parameters:
    ///   - capacity: The bytes to begin with.
    ///   - limit: The most bytes of a file.
    /// - Precondition: `0 < capacity <= limit`.
    public init(capacity: Int = 16_384, limit: Int = 16 << 20) {
        precondition(capacity > 0 && capacity <= limit, "a buffer without room")
        storage = .allocate(capacity: capacity)
        self.limit = limit
    }

    deinit {
        storage.deallocate()
    }

    /// The bytes at and after `offset`, to be written; twice as many as before when fewer than `minimum` are left.
    func room(from offset: Int, minimum: Int) -> UnsafeMutableRawBufferPointer {
        if storage.count - offset < minimum, storage.count < limit {
            let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: min(storage.count * 2, limit))
            _ = larger.moveInitialize(fromContentsOf: storage.prefix(offset))
            storage.deallocate()
            storage = larger
        }
        return UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(storage)[offset...])
    }

    /// The first `count` bytes.
    func text(count: Int) -> KernelText {
        KernelText(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(storage)[..<min(count, storage.count)]))
    }
}
