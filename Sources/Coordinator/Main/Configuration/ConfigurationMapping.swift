import Foundation
import Yams

/// The keys and values of one level of the configuration file.
///
/// Each value is asked for once and by its type; ``finish()`` refuses the keys that nobody has asked for.
struct ConfigurationMapping {
    let file: String
    let path: String
    /// Whether numbers are no texts, and texts no numbers, as in JSON.
    private let isTyped: Bool
    private let line: Int?
    private let mapping: Node.Mapping
    private var known: Set<String> = []

    /// - Throws: ``ConfigurationError`` unless `node` is a mapping of names to values.
    init(_ node: Node, file: String, path: String, isTyped: Bool = false) throws(ConfigurationError) {
        guard let mapping = node.mapping else {
            throw ConfigurationError(
                file: file,
                line: node.mark?.line,
                key: path,
                reason: "expected keys with values, found \(ConfigurationMapping.words(for: node))"
            )
        }
        self.file = file
        self.path = path
        self.isTyped = isTyped
        line = node.mark?.line
        self.mapping = mapping
    }

    // MARK: Values

    mutating func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = word(node) else { throw unusable(key, node, expected: "text") }
        return text
    }

    mutating func location(_ key: String) throws(ConfigurationError) -> String? {
        try text(key).map(location(of:))
    }

    /// Where a path of this file leads: it is relative to the file's folder.
    func location(of path: String) -> String {
        isTyped ? path : URL(filePath: path, relativeTo: URL(filePath: file).deletingLastPathComponent()).path
    }

    mutating func integer(_ key: String) throws(ConfigurationError) -> Int? {
        guard let node = node(key) else { return nil }
        guard let number = digits(node).flatMap({ Int($0) }) else {
            throw unusable(key, node, expected: "a whole number")
        }
        return number
    }

    mutating func number(_ key: String) throws(ConfigurationError) -> Double? {
        guard let node = node(key) else { return nil }
        guard let number = digits(node).flatMap({ Double($0) }), number.isFinite else {
            throw unusable(key, node, expected: "a number")
        }
        return number
    }

    mutating func oneOf<Value: RawRepresentable<String> & CaseIterable>(
        _ type: Value.Type,
        _ key: String
    ) throws(ConfigurationError) -> Value? {
        guard let node = node(key) else { return nil }
        guard let value = node.scalar.flatMap({ Value(rawValue: $0.string) }) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw unusable(key, node, expected: "one of \(names)")
        }
        return value
    }

    mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let nodes = try list(key) else { return nil }
        var texts: [String] = []
        for node in nodes {
            guard let text = word(node) else { throw unusable(key, node, expected: "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    mutating func integers(_ key: String) throws(ConfigurationError) -> [Int]? {
        guard let nodes = try list(key) else { return nil }
        var numbers: [Int] = []
        for node in nodes {
            guard let number = digits(node).flatMap({ Int($0) }) else {
                throw unusable(key, node, expected: "a list of whole numbers")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Every key and value of a level that may have any keys.
    mutating func dictionary(_ key: String) throws(ConfigurationError) -> [String: String]? {
        guard let node = node(key) else { return nil }
        guard let mapping = node.mapping else { throw unusable(key, node, expected: "names with values") }
        var dictionary: [String: String] = [:]
        for (name, value) in mapping {
            guard let name = name.scalar?.string, let text = word(value) else {
                throw unusable(key, value, expected: "names with values")
            }
            dictionary[name] = text
        }
        return dictionary
    }

    mutating func level(_ key: String) throws(ConfigurationError) -> ConfigurationMapping? {
        guard let node = node(key) else { return nil }
        return try ConfigurationMapping(node, file: file, path: joined(key), isTyped: isTyped)
    }

    mutating func levels(_ key: String) throws(ConfigurationError) -> [ConfigurationMapping]? {
        guard let nodes = try list(key) else { return nil }
        var levels: [ConfigurationMapping] = []
        for (index, node) in nodes.enumerated() {
            levels.append(
                try ConfigurationMapping(node, file: file, path: "\(joined(key))[\(index)]", isTyped: isTyped)
            )
        }
        return levels
    }

    // MARK: Errors

    /// Gives `value`, or says that the key has to be there.
    func required<Value>(_ key: String, _ value: Value?) throws(ConfigurationError) -> Value {
        guard let value else {
            throw ConfigurationError(file: file, line: line, key: joined(key), reason: "missing")
        }
        return value
    }

    /// An error about this level.
    func error(_ reason: String) -> ConfigurationError {
        ConfigurationError(file: file, line: line, key: path, reason: reason)
    }

    /// - Throws: ``ConfigurationError`` for the first key that nobody has asked for.
    func finish() throws(ConfigurationError) {
        for (key, _) in mapping {
            let name = key.scalar?.string ?? Self.words(for: key)
            guard known.contains(name) else {
                throw ConfigurationError(
                    file: file,
                    line: key.mark?.line,
                    key: joined(name),
                    reason: "unknown key; known here are \(known.sorted().joined(separator: ", "))"
                )
            }
        }
    }

    private func word(_ node: Node) -> String? {
        guard let scalar = node.scalar, !isTyped || node.tag == Tag(.str) else { return nil }
        return scalar.string
    }

    private func digits(_ node: Node) -> String? {
        guard let scalar = node.scalar, !isTyped || node.tag != Tag(.str) else { return nil }
        return scalar.string
    }

    private mutating func node(_ key: String) -> Node? {
        known.insert(key)
        guard let node = mapping[key], isTyped || node.null == nil else { return nil }
        return node
    }

    private mutating func list(_ key: String) throws(ConfigurationError) -> [Node]? {
        guard let node = node(key) else { return nil }
        guard let sequence = node.sequence else { throw unusable(key, node, expected: "a list") }
        return Array(sequence)
    }

    private func unusable(_ key: String, _ node: Node, expected: String) -> ConfigurationError {
        ConfigurationError(
            file: file,
            line: node.mark?.line,
            key: joined(key),
            reason: "expected \(expected), found \(Self.words(for: node))"
        )
    }

    private func joined(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    private static func words(for node: Node) -> String {
        if let text = node.scalar?.string { return "\"\(text.prefix(40))\"" }
        return node.sequence != nil ? "a list" : "keys with values"
    }
}
