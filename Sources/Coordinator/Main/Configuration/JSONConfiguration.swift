import Foundation
import SRO
import Yams

/// JSON that is read as if it stood in the configuration file.
indirect enum JSONConfiguration: Decodable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([JSONConfiguration])
    case object([String: JSONConfiguration])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONConfiguration].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONConfiguration].self))
        }
    }

    /// The same as the configuration file's parser would give it.
    var node: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .bool(let value): Node("\(value)", Tag(.bool))
        case .integer(let value): Node("\(value)", Tag(.int))
        case .number(let value): Node("\(value)", Tag(.float))
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
        let value: JSONConfiguration
        do {
            value = try JSONDecoder().decode(JSONConfiguration.self, from: Data(json))
        } catch {
            throw ConfigurationError(file: "the body", key: "", reason: "no JSON")
        }
        try self.init(try ConfigurationMapping(value.node, file: "the body", path: "", isTyped: true))
    }
}
