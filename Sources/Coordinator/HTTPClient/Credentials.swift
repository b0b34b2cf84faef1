import Foundation

/// Who asks, with the secret in a file, so that it stands in no configuration and no list of processes.
public enum Credentials: Sendable, Equatable {
    /// A token, such as an API key.
    case bearer(file: String)
    /// A user's name and password.
    case basic(user: String, passwordFile: String)

    /// The header that proves it.
    ///
    /// The file is read each time, so that a changed secret counts at once; blanks and line ends about it do not.
    ///
    /// - Throws: ``CredentialsError`` when the file cannot be read or holds no secret.
    public func header() throws(CredentialsError) -> (String, String) {
        switch self {
        case .bearer(let file):
            return ("Authorization", "Bearer \(try Self.secret(in: file))")
        case .basic(let user, let file):
            let pair = Data("\(user):\(try Self.secret(in: file))".utf8).base64EncodedString()
            return ("Authorization", "Basic \(pair)")
        }
    }

    private static func secret(in file: String) throws(CredentialsError) -> String {
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw CredentialsError(file: file, fault: "cannot be read as text")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw CredentialsError(file: file, fault: "is empty") }
        return secret
    }
}

/// A secret could not be had.
public struct CredentialsError: Error, Equatable, CustomStringConvertible {
    /// The file that should hold it.
    public let file: String
    /// What is wrong with the file.
    public let fault: String

    /// Names the file and its fault.
    public init(file: String, fault: String) {
        self.file = file
        self.fault = fault
    }

    /// One sentence for people, without the secret.
    public var description: String { "the secret's file \(file) \(fault)" }
}
