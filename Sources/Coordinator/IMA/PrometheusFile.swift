import Foundation
public import PrometheusAPI

/// The file that a Prometheus server reads its configuration from.
public struct PrometheusFile: Sendable {
    private let path: String
    private let server: PrometheusClient?

    /// Names the file.
    ///
    /// - Parameters:
    ///   - path: Where it is, or will be.
    ///   - server: Who reads it; `nil` when nobody has to be told.
    public init(at path: String, readBy server: PrometheusClient?) {
        (self.path, self.server) = (path, server)
    }

    /// Puts `text` into the file and has it read; what was there before comes back when the server does not take it.
    ///
    /// - Throws: ``MonitoringError/notWritten(file:reason:)``, `PrometheusError`; `CancellationError`.
    public func replace(with text: String) async throws {
        let file = URL(filePath: path)
        let before = try? Data(contentsOf: file)
        try write(Data(text.utf8), to: file)
        do {
            try await server?.reload()
        } catch {
            if let before { try write(before, to: file) } else { try? FileManager.default.removeItem(at: file) }
            throw error
        }
    }

    private func write(_ bytes: Data, to file: URL) throws(MonitoringError) {
        do {
            try bytes.write(to: file, options: .atomic)
        } catch {
            throw .notWritten(file: path, reason: error.localizedDescription)
        }
    }
}
