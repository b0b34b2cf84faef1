/// What a server answered, whatever its status.
public struct HTTPResponse: Sendable {
    /// Such as 200.
    public let status: Int
    /// Names in lower case and values, in the order in which they came.
    public let headers: [(name: String, value: String)]
    /// Decompressed.
    public let body: [UInt8]

    /// Puts an answer together.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of this name, whatever its case.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }

    /// Whether the status says that the request was understood and done.
    public var isSuccess: Bool { (200..<300).contains(status) }
}
