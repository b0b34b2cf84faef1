internal import Glibc

extension Shaper {
    /// Reads the key, which nobody but its owner may be able to read.
    static func readKey(_ path: String) throws(ShaperError) -> [UInt8] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ShaperError(reason: "cannot read the key \(path): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw ShaperError(reason: "the key \(path) can be read by others than its owner")
        }
        guard var key = readAll(path) else {
            throw ShaperError(reason: "cannot read the key \(path): \(String(cString: strerror(errno)))")
        }
        while let last = key.last, last <= 0x20 { key.removeLast() }
        while let first = key.first, first <= 0x20 { key.removeFirst() }
        guard key.count >= 16 else {
            throw ShaperError(reason: "the key \(path) has \(key.count) bytes, and 16 are the least")
        }
        return key
    }

    /// The highest fencing number of before; 0 when none was kept.
    static func readFencing(_ directory: String, _ interface: String) -> UInt64 {
        readAll("\(directory)/fencing-\(interface)").flatMap {
            UInt64(String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self))
        } ?? 0
    }

    /// Keeps the number: written beside, and then renamed over the old one, so that a power cut leaves one of the two.
    ///
    /// - Returns: Whether it is kept.
    static func writeFencing(_ fencing: UInt64, _ directory: String, _ interface: String) -> Bool {
        let path = "\(directory)/fencing-\(interface)"
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let text = Array("\(fencing)\n".utf8)
        let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
        close(descriptor)
        return isWritten && rename(path + ".new", path) == 0
    }

    /// The bytes of a file, a few megabytes at most; `nil` when it cannot be read.
    static func readAll(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < 8 << 20 {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { break }
            guard count > 0 else { return nil }
            bytes.append(contentsOf: piece.prefix(count))
        }
        return bytes
    }

    func wallSeconds() -> Int64 {
        Int64(time(nil))
    }

    func monotonicMilliseconds() -> Int64 {
        var now = timespec()
        // Unlike the monotonic clock, this one goes on while the machine sleeps.
        clock_gettime(CLOCK_BOOTTIME, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }
}
