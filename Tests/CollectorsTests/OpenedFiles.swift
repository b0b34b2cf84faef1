import Foundation
import Glibc

/// Notes which files below a folder are opened, as `inotify(7)` tells it.
final class OpenedFiles {
    private let descriptor = inotify_init1(Int32(IN_NONBLOCK))
    private var folders: [Int32: String] = [:]

    init(below root: URL) {
        watch(root.path, as: "")
        let everything = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        for path in everything {
            var isFolder: ObjCBool = false
            let full = root.path + "/" + path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), isFolder.boolValue else {
                continue
            }
            watch(full, as: path + "/")
        }
    }

    deinit {
        close(descriptor)
    }

    private func watch(_ path: String, as prefix: String) {
        let watch = inotify_add_watch(descriptor, path, UInt32(IN_OPEN))
        if watch >= 0 { folders[watch] = prefix }
    }

    /// The files that were opened since the last call, by their paths below the folder.
    func take() -> Set<String> {
        var opened: Set<String> = []
        let head = MemoryLayout<inotify_event>.size
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            guard count > 0 else { return opened }
            var start = 0
            while start + head <= count {
                let event = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: inotify_event.self) }
                let name = bytes[(start + head)..<(start + head + Int(event.len))].prefix { $0 != 0 }
                start += head + Int(event.len)
                guard event.mask & UInt32(IN_ISDIR) == 0, !name.isEmpty, let folder = folders[event.wd] else {
                    continue
                }
                opened.insert(folder + String(decoding: name, as: UTF8.self))
            }
        }
    }
}
