/// Any JSON, for objects whose shape somebody else decides.
package enum JSONValue: Codable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value):
            // Kubernetes refuses `2.0` where it wants a whole number.
            if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
        case .text(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// Whether this is what a merge patch leaves behind: its members are here with its values, its nulls are not here.
    func contains(_ patch: JSONValue) -> Bool {
        guard case .object(let wanted) = patch else { return self == patch }
        guard case .object(let members) = self else { return false }
        return wanted.allSatisfy { name, value in
            guard value != .null else { return members[name] == nil || members[name] == .null }
            return members[name]?.contains(value) ?? false
        }
    }
}
