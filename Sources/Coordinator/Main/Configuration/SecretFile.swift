import Foundation

/// A password or a token that stands in a file of its own, so that it shows in no list of processes.
struct SecretFile {
    /// The file's first line.
    let text: String

    /// - Throws: ``CommandFailure`` when there is no such line.
    init(path: String) throws(CommandFailure) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path) cannot be read")
        }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
        guard !line.isEmpty else {
            throw CommandFailure("\(path) is empty")
        }
        text = String(line)
    }
}
