import Foundation
import Testing

/// A folder in the place of `/proc`, whose one figure a test sets.
final class MadeTree {
    let root: URL
    private let load: FileHandle

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "tree-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let file = root.appending(path: "loadavg")
        try Data("00.10 0.20 0.30 1/100 200\n".utf8).write(to: file)
        load = try FileHandle(forWritingTo: file)
    }

    deinit {
        try? load.close()
        try? FileManager.default.removeItem(at: root)
    }

    /// What `/proc/loadavg` says of the last minute; in place, because the agent keeps the file open.
    func setLoad(_ value: Int) throws {
        try load.seek(toOffset: 0)
        try load.write(contentsOf: Data("\(value / 10 % 10)\(value % 10).10".utf8))
    }

    /// Flags for an agent that sees nothing else.
    var flags: [String] {
        [
            "--path.procfs=\(root.path)", "--collector.disable-defaults", "--collector.loadavg",
            "--window.collectors=loadavg",
        ]
    }
}
