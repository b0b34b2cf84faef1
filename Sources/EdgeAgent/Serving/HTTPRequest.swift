/// A request as its client sent it, complete with its body.
public struct HTTPRequest: Equatable, Sendable {
    /// `GET`, `PUT` and so on.
    public var method: String
    /// The target as it stood in the request line, query included.
    public var target: String
    /// The path, percent-decoded.
    public var path: String
    /// The query's names and values, percent-decoded, in order.
    public var query: [(name: String, value: String)]
    /// Names in lower case, and values without white space at their ends, in order.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]
    /// Whether the connection is to stay open behind the answer.
    public var keepsAlive: Bool

    /// The value of the first header called `name`, which is given in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// All values of `name` in the query.
    public func values(_ name: String) -> [String] {
        query.filter { $0.name == name }.map(\.value)
    }

    /// Whether both are the same request.
    public static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
        left.method == right.method && left.target == right.target && left.body == right.body
            && left.keepsAlive == right.keepsAlive
            && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// Undoes percent-encoding, and `+` for a space; `nil` when a `%` is not followed by two hexadecimal digits.
package func percentDecoded(_ text: some Sequence<UInt8>) -> String? {
    var result: [UInt8] = []
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
        switch byte {
        case UInt8(ascii: "%"):
            guard let high = iterator.next()?.hexadecimalDigit, let low = iterator.next()?.hexadecimalDigit else {
                return nil
            }
            result.append(high << 4 | low)
        case UInt8(ascii: "+"):
            result.append(UInt8(ascii: " "))
        default:
            result.append(byte)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

extension UInt8 {
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
