internal import CLinux
internal import Glibc
internal import ProcFS

/// The memory that the program's own text takes.
///
/// The kernel maps text generously around each page that is touched, and the start of a program touches most of it. What
/// the loop needs comes back with a few dozen page faults, from the page cache; the rest, megabytes on a board that has
/// few, is nobody's.
struct ResidentText: ~Copyable {
    private var maps = KernelFile("/proc/self/maps")
    private let buffer = ReadBuffer(capacity: 32_768)

    /// Gives back the pages of text that the loop does not need, and the heap's that the start has left.
    ///
    /// Only mappings that cannot have been written to are given back: code (`r-xp`), and the first read-only one of a file
    /// (at offset 0). In all others lie relocations.
    mutating func release() {
        malloc_trim(0)
        guard var text = try? maps.read(into: buffer) else { return }
        while var fields = text.nextLine() {
            guard
                let range = fields.nextField(), let access = fields.nextField(), let offset = fields.nextField(),
                access == "r-xp" || access == "r--p" && offset.hexadecimal == 0,
                fields.nextField() != nil, let inode = fields.nextUnsigned(), inode != 0,
                let (low, high) = range.split(at: UInt8(ascii: "-")), let start = low.hexadecimal,
                let end = high.hexadecimal,
                start < end, let address = UnsafeMutableRawPointer(bitPattern: UInt(start))
            else {
                continue
            }
            _ = madvise(address, Int(end - start), MADV_DONTNEED)
        }
    }
}
