import Hashing

/// A file of the dashboard: static, without a build step, and part of the program.
public struct DashboardFile: Sendable {
    /// Its name below `/dashboard/`.
    public let name: String
    /// Its content.
    public let bytes: [UInt8]
    /// Changes when the content does.
    public let tag: String

    /// A file with a name and a content.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        tag = String(SHA256.hexadecimal(bytes).prefix(16))
    }

    /// The media type, by the name's end.
    public var contentType: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
