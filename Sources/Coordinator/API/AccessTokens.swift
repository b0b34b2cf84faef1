import Foundation
import Hashing

/// Who may do what, by bearer token (RFC 6750).
///
/// Only the tokens' SHA-256 is kept, and it is what tokens are looked up by: how long the search takes says nothing
/// about a token.
public struct AccessTokens: Sendable, Equatable {
    /// Shorter tokens can be guessed.
    public static let shortestToken = 16
    /// Longer files are none of ours, in bytes.
    public static let longestFile = 1 << 20

    /// A token file that cannot be used.
    public struct Fault: Error, Equatable, CustomStringConvertible {
        /// The file.
        public var file: String
        /// The line, counted from 1; `nil` for the whole file.
        public var line: Int?
        /// What is wrong with it.
        public var reason: String

        /// The error in words; never with a token in them.
        public var description: String { line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)" }
    }

    private var roles: [String: AccessRole] = [:]

    /// Reads lines of `ROLE TOKEN`; `#` begins a comment.
    ///
    /// The role is `read` or `operate`. Instead of the token its hash may stand there, `sha256:` and 64 hexadecimal digits.
    ///
    /// - Throws: ``Fault`` for a line that is something else, a token that is short or there twice, and no token at all.
    public init(parsing text: String, file: String) throws(Fault) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            if words.isEmpty { continue }
            func fault(_ reason: String) -> Fault { Fault(file: file, line: index + 1, reason: reason) }
            guard words.count == 2, let role = AccessRole(rawValue: String(words[0])) else {
                throw fault("expected \"read TOKEN\" or \"operate TOKEN\"")
            }
            let hash: String
            if words[1].hasPrefix("sha256:") {
                hash = words[1].dropFirst("sha256:".count).lowercased()
                guard hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit) else {
                    throw fault("sha256: is not followed by 64 hexadecimal digits")
                }
            } else {
                guard words[1].utf8.count >= Self.shortestToken else {
                    throw fault("the token is shorter than \(Self.shortestToken) characters")
                }
                hash = SHA256.hexadecimal(words[1].utf8)
            }
            guard roles.updateValue(role, forKey: hash) == nil else { throw fault("the token is there twice") }
        }
        guard !roles.isEmpty else { throw Fault(file: file, line: nil, reason: "there is no token in it") }
    }

    /// Reads a file that nobody but its owner and group can read.
    ///
    /// - Throws: ``Fault``.
    public init(file: String) throws(Fault) {
        let (attributes, bytes): ([FileAttributeKey: Any], Data)
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: file)
            bytes = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw Fault(file: file, line: nil, reason: "cannot be read: \(error.localizedDescription)")
        }
        let mode = (attributes[.posixPermissions] as? Int) ?? 0
        guard mode & 0o007 == 0 else {
            throw Fault(file: file, line: nil, reason: "everybody on this machine may read or write it: chmod o= it")
        }
        guard bytes.count <= Self.longestFile, let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(file: file, line: nil, reason: "it is no text of at most \(Self.longestFile) bytes")
        }
        try self.init(parsing: text, file: file)
    }

    /// The role of a token, or `nil` when nobody has it.
    public func role(of token: some StringProtocol) -> AccessRole? {
        roles[SHA256.hexadecimal(token.utf8)]
    }
}
