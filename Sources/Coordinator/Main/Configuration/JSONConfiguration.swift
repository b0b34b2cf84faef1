import Foundation
import SRO
import Yams

extension JSONValue {
    /// The same as the configuration file's parser would give it.
    fileprivate var node: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .bool(let value): Node("\(value)", Tag(.bool))
        case .number(let value): Int64(exactly: value).map { Node("\($0)", Tag(.int)) } ?? Node("\(value)", Tag(.float))
        case .text(let value): Node(value, Tag(.str))
        case .array(let values): Node(values.map(\.node), Tag(.seq))
        case .object(let members):
            Node(members.sorted { $0.key < $1.key }.map { (Node($0.key, Tag(.str)), $0.value.node) }, Tag(.map))
        }
    }
}

extension Slice {
    /// Reads a slice that came as JSON, with the keys that it has in the configuration file.
    ///
    /// - Throws: ``ConfigurationError``.
    init(json: [UInt8]) throws(ConfigurationError) {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(json))
        } catch {
            throw ConfigurationError(file: "the body", key: "", reason: "no JSON")
        }
        try self.init(try ConfigurationMapping(value.node, file: "the body", path: "", isTyped: true))
    }
}
