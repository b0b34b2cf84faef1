import Foundation
import SRO
import Yams

/// What `coordinator serve` is to do, as one YAML file says it.
package struct Configuration: Equatable {
    /// Files longer than this are refused, in bytes.
    static let longestFile = 4 << 20
    /// Levels inside each other, at most; more is an attack on the parser's stack.
    static let deepestLevel = 64

    /// How the HTTP interface is reached.
    var serving: ConfigurationServing
    /// The store's file.
    var store: String
    /// How a tenant's upload becomes a model.
    var profile: ConfigurationProfile
    /// What to read from and write to Kafka, or `nil` for nothing.
    var kafka: KafkaConfiguration?
    /// How series are chosen here, or `nil` when another program does.
    var ima: ConfigurationIMA?
    /// The slices.
    var slices: [Slice]

    /// Reads a file.
    ///
    /// - Throws: ``ConfigurationError`` that names the file, the line and the key.
    init(file: String) throws(ConfigurationError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            throw ConfigurationError(file: file, key: "", reason: "a folder, not a file")
        }
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw ConfigurationError(file: file, key: "", reason: "cannot be read: \(error.localizedDescription)")
        }
        guard bytes.count <= Self.longestFile else {
            throw ConfigurationError(file: file, key: "", reason: "longer than \(Self.longestFile) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: file, key: "", reason: "not UTF-8")
        }
        try self.init(text, file: file)
    }

    /// Reads the text of a file; paths in it are relative to the file's folder.
    ///
    /// - Throws: ``ConfigurationError``.
    package init(_ text: String, file: String) throws(ConfigurationError) {
        try Self.checkDepth(of: text, file: file)
        var top = try ConfigurationMapping(try Self.compose(text, file: file), file: file, path: "")
        store = try top.required("store", try top.location("store"))
        serving = try ConfigurationServing(&top)
        profile =
            try top.level("profile").map { level throws(ConfigurationError) in try ConfigurationProfile(level) }
            ?? ConfigurationProfile()
        ima = try top.level("ima").map { level throws(ConfigurationError) in try ConfigurationIMA(level) }
        kafka = try top.level("kafka").map { level throws(ConfigurationError) in try KafkaConfiguration(level) }
        slices = []
        for level in try top.required("slices", try top.levels("slices")) {
            let slice = try Slice(level)
            let isThere = slices.contains { $0.id == slice.id }
            if isThere { throw level.error("the slice \(slice.id) is there twice") }
            slices.append(slice)
        }
        try top.finish()
    }

    private static func compose(_ text: String, file: String) throws(ConfigurationError) -> Node {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw ConfigurationError(file: file, key: "", reason: "empty")
            }
            return node
        } catch let error as ConfigurationError {
            throw error
        } catch {
            // The parser repeats the line that it stumbled over, however long that is.
            throw ConfigurationError(file: file, key: "", reason: "no YAML: \("\(error)".prefix(400))")
        }
    }

    /// The parser goes one call deeper for each level.
    static func checkDepth(of text: String, file: String) throws(ConfigurationError) {
        var open = 0
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            var dashes = 0
            var indentation = 0
            var isIndentation = true
            for byte in line {
                switch byte {
                case UInt8(ascii: " "): if isIndentation { indentation += 1 }
                case UInt8(ascii: "-"), UInt8(ascii: "?"): if isIndentation { dashes += 1 }
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    isIndentation = false
                    open += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    isIndentation = false
                    open = max(0, open - 1)
                default: isIndentation = false
                }
            }
            guard open <= deepestLevel, dashes <= deepestLevel, indentation <= 4 * deepestLevel else {
                throw ConfigurationError(
                    file: file,
                    line: index + 1,
                    key: "",
                    reason: "more than \(deepestLevel) levels inside each other"
                )
            }
        }
    }
}

/// A host and a port, `127.0.0.1:13131` or `[::1]:13131`.
struct ListenAddress: Equatable {
    var host: String
    var port: Int

    init(host: String, port: Int) {
        (self.host, self.port) = (host, port)
    }

    init?(parsing text: String) {
        guard
            let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
    }

    /// Whether only programs on this machine can reach it.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
