import Foundation
import TestSupport

/// `Fixtures/server.py`, which answers as its paths say.
struct TestServer {
    let url: String
    let secureURL: String
    /// The file of the certificate that the secure one shows.
    let certificate: String

    /// `nil` when it could not be started.
    static let running = try? TestServer()

    private let server: PythonServer

    private init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        server = try PythonServer(script: folder.appending(path: "Fixtures/server.py").path)
        let words = server.words
        guard words.count == 3 else { throw CocoaError(.fileReadCorruptFile) }
        (url, secureURL, certificate) = ("http://127.0.0.1:\(words[0])", "https://127.0.0.1:\(words[1])", words[2])
    }
}
