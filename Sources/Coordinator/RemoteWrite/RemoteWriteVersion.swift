/// The message that a remote write request carries, as its content type says it.
///
/// Source: <https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/>, "Protobuf message".
public enum RemoteWriteVersion: String, Sendable, CaseIterable {
    /// Remote write 1.0.
    case one = "prometheus.WriteRequest"
    /// Remote write 2.0.
    case two = "io.prometheus.write.v2.Request"

    /// Reads the headers of a request.
    ///
    /// - Parameters:
    ///   - contentType: `application/x-protobuf`, which means 1.0, perhaps with `;proto=` and a message's full name; nothing
    ///     means 1.0 as well, as it does for Prometheus (`storage/remote/write_handler.go`).
    ///   - contentEncoding: `snappy`; nothing means the same, as it does for Prometheus.
    /// - Throws: ``RemoteWriteError/unsupported(header:value:)``, to be answered with 415.
    public init(contentType: String?, contentEncoding: String?) throws(RemoteWriteError) {
        if let contentEncoding, !contentEncoding.isEmpty, contentEncoding.lowercased() != "snappy" {
            throw .unsupported(header: "Content-Encoding", value: contentEncoding)
        }
        guard let text = contentType, !text.isEmpty else {
            self = .one
            return
        }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { Self.trimmed($0) }
        guard parts.first?.lowercased() == "application/x-protobuf" else {
            throw .unsupported(header: "Content-Type", value: text)
        }
        var version = Self.one
        for parameter in parts.dropFirst() where !parameter.isEmpty {
            let pair = parameter.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
            guard pair.first?.lowercased() == "proto" else { continue }
            guard pair.count == 2, let named = Self(rawValue: pair[1].filter { $0 != "\"" }) else {
                throw .unsupported(header: "Content-Type", value: text)
            }
            version = named
        }
        self = version
    }

    private static func trimmed(_ text: Substring) -> String {
        let tail = text.drop { $0 == " " || $0 == "\t" }
        return String(tail.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
