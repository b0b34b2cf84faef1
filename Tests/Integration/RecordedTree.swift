import Foundation
import Testing

/// `/proc` and `/sys` of a machine as its recorder packed them: one file of text in the form of `ttar`, which holds folders,
/// links and files with their numbers of lines (https://github.com/ideaship/ttar).
final class RecordedTree {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "recorded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// Unpacks an archive.
    func add(archive: String) throws {
        let lines = try Data(contentsOf: URL(filePath: archive)).split(separator: 10, omittingEmptySubsequences: false)
        var (index, path) = (0, root)
        while index < lines.count {
            let words = String(decoding: lines[index], as: UTF8.self).split(separator: ": ", maxSplits: 1)
            index += 1
            guard words.count == 2, !words[0].hasPrefix("#") else { continue }
            let value = String(words[1])
            switch words[0] {
            case "Directory":
                let folder = root.appending(path: value)
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            case "Path":
                path = root.appending(path: value)
            case "SymlinkTo":
                try FileManager.default.createSymbolicLink(atPath: path.path, withDestinationPath: value)
            case "Lines":
                let count = try #require(Int(value), "\(archive), line \(index)")
                let end = index + count
                try #require(end <= lines.count, "\(archive) ends within \(path.path)")
                try Self.content(of: lines[index..<end]).write(to: path)
                index = end
            default: break
            }
        }
    }

    /// Takes in a folder that is not packed.
    func add(folder: String, named name: String) throws {
        try FileManager.default.copyItem(atPath: folder, toPath: root.appending(path: name).path)
    }

    /// Bytes as they were: a last line without an end has `EOF` after it, and a zero byte has a name.
    private static func content(of lines: ArraySlice<Data>) -> Data {
        var text = lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
        if text.hasSuffix("EOF\n") { text.removeLast("EOF\n".count) }
        return Data(text.replacing("NULLBYTE", with: "\0").utf8)
    }
}
