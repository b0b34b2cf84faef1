import Foundation

/// A file of its own, gone when the test is over.
final class TemporaryFile {
    let path: String

    init(_ bytes: some Sequence<UInt8> = []) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("recording-\(UUID()).csv").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    convenience init(_ text: String) throws {
        try self.init(text.utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
