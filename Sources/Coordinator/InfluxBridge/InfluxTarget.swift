/// A database of InfluxDB 1.x or a bucket of InfluxDB 2.x.
public struct InfluxTarget: Sendable, Equatable {
    /// Who InfluxDB takes the lines from.
    public enum Access: Sendable, Equatable {
        /// Everybody.
        case open
        /// A user of InfluxDB 1.x.
        case user(name: String, password: String)
        /// A token of InfluxDB 2.x.
        case token(String)
    }

    /// Which of InfluxDB's interfaces is spoken.
    public enum Interface: Sendable, Equatable {
        /// `/write` of InfluxDB 1.x.
        case one(database: String, retentionPolicy: String)
        /// `/api/v2/write` of InfluxDB 2.x.
        case two(organization: String, bucket: String)
    }

    /// Where InfluxDB is, such as `http://127.0.0.1:8086`.
    public var url: String
    /// Which of its interfaces is spoken.
    public var interface: Interface
    /// Who it takes the lines from.
    public var access: Access
    /// How fine the times are.
    public var precision: LineEncoder.Precision

    /// Describes a target.
    public init(
        url: String,
        interface: Interface,
        access: Access = .open,
        precision: LineEncoder.Precision = .seconds
    ) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.interface = interface
        self.access = access
        self.precision = precision
    }

    /// Where lines are sent to.
    package var writeURL: String {
        switch interface {
        case .one(let database, let retentionPolicy):
            "\(url)/write?db=\(Self.encoded(database))&precision=\(precision.rawValue)&rp=\(Self.encoded(retentionPolicy))"
        case .two(let organization, let bucket):
            "\(url)/api/v2/write?org=\(Self.encoded(organization))&bucket=\(Self.encoded(bucket))"
                + "&precision=\(precision.rawValue)"
        }
    }

    /// Where a database is made, and the statement; `nil` for a bucket, which InfluxDB 2.x wants to be made by hand.
    package var creation: (url: String, body: String)? {
        guard case .one(let database, _) = interface else { return nil }
        let quoted = database.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return ("\(url)/query", "q=" + Self.encoded("CREATE DATABASE \"\(quoted)\""))
    }

    var authorization: (String, String)? {
        switch access {
        case .open: nil
        case .user(let name, let password): ("Authorization", "Basic " + Base64.text("\(name):\(password)".utf8))
        case .token(let token): ("Authorization", "Token \(token)")
        }
    }

    /// Text for a query of a URL: RFC 3986's unreserved characters as they are.
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
