import Glibc

/// Numbers in memory of their own, which begin as anything.
///
/// `@unchecked Sendable` because one task fills them while nobody else has them, ``CellGroup`` sees to that, and afterwards they
/// are only read.
final class Cells: @unchecked Sendable {
    /// The size of the processor's large pages, which cost a five-hundredth of the faults of small ones.
    private static let pageBytes = 2 << 20

    /// The numbers.
    let numbers: UnsafeMutableBufferPointer<Double>

    /// Makes room.
    init(count: Int) {
        var byteCount = count * MemoryLayout<Double>.stride
        let isLarge = byteCount >= Self.pageBytes
        // To the end of the last page, or it would be of small ones.
        if isLarge { byteCount = (byteCount + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes }
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: byteCount,
            alignment: isLarge ? Self.pageBytes : MemoryLayout<Double>.alignment
        )
        // Advice that is not taken costs time only.
        if isLarge { _ = madvise(memory, byteCount, MADV_HUGEPAGE) }
        numbers = UnsafeMutableBufferPointer(start: memory.bindMemory(to: Double.self, capacity: count), count: count)
    }

    deinit {
        UnsafeMutableRawPointer(numbers.baseAddress)?.deallocate()
    }

    /// The bytes of all.
    var byteCount: Int { numbers.count * MemoryLayout<Double>.stride }
}
