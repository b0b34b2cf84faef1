/// What to ask of a server.
public struct HTTPRequest: Sendable {
    /// Such as `GET`.
    public var method: String
    /// Absolute, `http` or `https`.
    public var url: String
    /// Names and values, sent in this order.
    public var headers: [(String, String)]
    /// Sent as it is; empty for none.
    public var body: [UInt8]
    /// Sent in the place of ``body``, while it is made.
    public var upload: HTTPUpload?
    /// From the call to the last byte of the answer.
    public var timeout: Duration
    /// The greatest number of bytes that the answer's body may have, counted after decompression.
    public var bodyLimit: Int

    /// Describes a request.
    public init(
        method: String = "GET",
        url: String,
        headers: [(String, String)] = [],
        body: [UInt8] = [],
        upload: HTTPUpload? = nil,
        timeout: Duration = .seconds(10),
        bodyLimit: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.upload = upload
        self.timeout = timeout
        self.bodyLimit = bodyLimit
    }
}

extension HTTPRequest {
    /// What makes this no request, or `nil`: nothing from outside may end a header line and begin another.
    var fault: String? {
        if method.isEmpty || !method.utf8.allSatisfy(Self.isTokenByte) { return "the method '\(method)'" }
        if url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return "a blank in the URL" }
        for (name, value) in headers {
            if name.isEmpty || !name.utf8.allSatisfy(Self.isTokenByte) { return "the header's name '\(name)'" }
            if value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
                return "a control character in the header \(name)"
            }
        }
        return timeout > .zero ? nil : "a timeout of \(timeout)"
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
