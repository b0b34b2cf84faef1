/// An answer in the making.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status = 200
    /// What the body is.
    public var contentType: StaticString = "text/plain; charset=utf-8"
    /// Further header lines, each ended by CRLF.
    public var extraHeaders = ""
    /// Whether the body is compressed when the client can read that.
    public var mayCompress = false
    /// The body; its memory is used again for the next answer.
    public var body: [UInt8] = []

    /// An empty answer.
    public init() {}

    /// Becomes a new answer without giving memory back.
    public mutating func reset() {
        (status, contentType, extraHeaders, mayCompress) = (200, "text/plain; charset=utf-8", "", false)
        body.removeAll(keepingCapacity: true)
    }

    /// Becomes a short text.
    public mutating func answer(_ status: Int, _ text: String) {
        reset()
        self.status = status
        body.append(contentsOf: text.utf8)
        body.append(UInt8(ascii: "\n"))
    }

    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 422: "Unprocessable Content"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
