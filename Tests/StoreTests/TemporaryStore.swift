import Foundation
import Store

/// A store in a folder of its own that goes when the value does.
final class TemporaryStore {
    let folder: URL
    var path: String { folder.appending(path: "store.sqlite").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        // What cannot be removed stays in the system's folder for such things.
        try? FileManager.default.removeItem(at: folder)
    }
}
