extension ShapingRefusal {
    /// The HTTP status of the answer.
    var status: Int {
        switch self {
        case .invalid: 422
        case .unknownInterface: 404
        case .badSignature, .badTime, .replayed: 401
        case .fenced: 409
        case .notInForce: 502
        }
    }

    /// What the event is counted as.
    var counter: String {
        switch self {
        case .invalid, .unknownInterface: "invalid"
        case .badSignature: "unsigned"
        case .badTime: "untimely"
        case .replayed: "replayed"
        case .fenced: "fenced"
        case .notInForce: "failed"
        }
    }

    /// The body of the answer.
    var json: String {
        let text: String =
            switch self {
            case .invalid(let reason): reason
            case .unknownInterface(let name): "interface \(name) is not configured"
            case .badSignature: "the signature is not right"
            case .badTime(let offset): "the request's time is \(offset) s from this machine's"
            case .replayed: "the request was seen before"
            case .fenced(let given, let current): "fencing number \(given) is lower than \(current)"
            case .notInForce(let reason): reason
            }
        let escaped = text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\0"..<" ": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return #"{"error":"\#(escaped)"}"#
    }
}
