import Foundation

/// A file that a command writes.
enum OutputFile {
    /// Puts `bytes` in the place of what the file held.
    ///
    /// - Parameter options: With `.atomic` a reader sees the old or the new, but the path must be that of a plain file.
    /// - Throws: ``CommandFailure`` that names the file and says why it was refused.
    static func write(_ bytes: Data, to path: String, options: Data.WritingOptions = []) throws(CommandFailure) {
        do {
            try bytes.write(to: URL(filePath: path), options: options)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let reason = cause.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
            throw CommandFailure("\(path) cannot be written: \(reason)")
        }
    }

    /// Refuses a path whose folder is not there.
    ///
    /// - Throws: ``CommandFailure`` that names both.
    static func checkFolder(of path: String) throws(CommandFailure) {
        let folder = URL(filePath: path).deletingLastPathComponent()
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path(percentEncoded: false), isDirectory: &isFolder),
            isFolder.boolValue
        else { throw CommandFailure("\(path): there is no folder \(folder.path(percentEncoded: false))") }
    }
}
