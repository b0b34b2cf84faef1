import Foundation
import ProcFS
import Testing

@Suite struct KernelFileTests {
    /// What the file says, copied while the buffer that lends it is alive.
    private func read(_ file: inout KernelFile, into buffer: ReadBuffer) throws -> String {
        try withExtendedLifetime(buffer) { try file.read(into: buffer).string }
    }

    @Test func readsAFileAgainAfterItChanged() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "kernel-file-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("one".utf8).write(to: URL(fileURLWithPath: path))
        var file = KernelFile(path)
        let buffer = ReadBuffer(capacity: 2)
        #expect(try read(&file, into: buffer) == "one")
        try FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: Data("two and more".utf8))
        #expect(try read(&file, into: buffer) == "two and more")
    }

    @Test func tellsAbsentFromUnreadable() {
        var absent = KernelFile("/nowhere/at/all")
        #expect(throws: ProcFSError.absent(path: "/nowhere/at/all")) { try absent.read(into: ReadBuffer()) }
        var directory = KernelFile("/proc")
        #expect(throws: ProcFSError.unreadable(path: "/proc", errno: EISDIR)) { try directory.read(into: ReadBuffer()) }
    }

    @Test func readsFilesThatTheKernelHandsOutInPieces() throws {
        var file = KernelFile("/proc/self/maps")
        let text = try read(&file, into: ReadBuffer(capacity: 64))
        #expect(text.hasSuffix("\n"))
        #expect(text.contains("[stack]"))
    }

    @Test func listsADirectoryAgain() throws {
        var directory = KernelDirectory("/proc/self")
        for _ in 0..<2 {
            var names: [String] = []
            try directory.forEachEntry { names.append($0.string) }
            #expect(names.contains("stat"))
            #expect(!names.contains("."))
        }
    }
}
