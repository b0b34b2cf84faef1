/// The fields and files of a form, to be posted (`multipart/form-data`, RFC 7578).
public struct MultipartBody: Sendable {
    /// What goes into the header `Content-Type`.
    public let contentType: String
    private let boundary: String
    private var content: [UInt8] = []

    /// An empty form.
    public init() {
        // Random, so that no content can hold it by intention.
        boundary = "form-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
        contentType = "multipart/form-data; boundary=\(boundary)"
    }

    /// The whole form.
    public var bytes: [UInt8] { content + Array("--\(boundary)--\r\n".utf8) }

    /// Adds a plain field.
    ///
    /// - Parameters:
    ///   - name: The field, without quotes and line ends.
    ///   - text: Its value.
    public mutating func append(field name: String, _ text: String) {
        append("Content-Disposition: form-data; name=\"\(name)\"\r\n", Array(text.utf8))
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - name: The field, without quotes and line ends.
    ///   - fileName: What the file is called, likewise.
    ///   - type: Its media type.
    ///   - bytes: What it holds.
    public mutating func append(file name: String, fileName: String, type: String, _ bytes: [UInt8]) {
        let disposition = "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\n"
        append("\(disposition)Content-Type: \(type)\r\n", bytes)
    }

    private mutating func append(_ head: String, _ bytes: [UInt8]) {
        content += Array("--\(boundary)\r\n\(head)\r\n".utf8)
        content += bytes
        content += [13, 10]
    }
}
