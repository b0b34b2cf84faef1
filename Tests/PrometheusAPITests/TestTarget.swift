import Foundation
import TestSupport

/// `Fixtures/target.py`, a target that Prometheus scrapes.
struct TestTarget {
    let address: String

    /// `nil` when it could not be started.
    static let running = try? TestTarget()

    private let server: PythonServer

    private init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        server = try PythonServer(script: folder.appending(path: "Fixtures/target.py").path)
        guard let port = server.words.first else { throw CocoaError(.fileReadCorruptFile) }
        address = "127.0.0.1:\(port)"
    }
}
