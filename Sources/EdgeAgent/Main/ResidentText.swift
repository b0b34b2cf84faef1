internal import Glibc
internal import ProcFS

/// Gives back the pages of program text that only the start needed.
///
/// The kernel maps text generously around each page that is touched, and the start of a program touches most of it. What
/// the loop needs comes back with a page fault each, from the page cache; the rest, megabytes on a board that has few, is
/// nobody's. Only mappings that cannot have been written to (`r-xp`) are given back: in all others lie relocations.
func releaseStartupText() {
    var maps = KernelFile("/proc/self/maps")
    guard var text = try? maps.read(into: ReadBuffer(capacity: 32_768)) else { return }
    while var fields = text.nextLine() {
        guard
            let range = fields.nextField(), let access = fields.nextField(), access == "r-xp",
            fields.nextField() != nil, fields.nextField() != nil, let inode = fields.nextUnsigned(), inode != 0,
            let (low, high) = range.split(at: UInt8(ascii: "-")), let start = low.hexadecimal,
            let end = high.hexadecimal,
            start < end, let address = UnsafeMutableRawPointer(bitPattern: UInt(start))
        else {
            continue
        }
        _ = madvise(address, Int(end - start), MADV_DONTNEED)
    }
}
