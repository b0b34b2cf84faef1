/// One method on one path, as the interface's description has it.
struct OpenAPIOperation {
    /// What a request or an answer consists of.
    enum Content {
        case json(schema: String)
        case text(type: String)
        case none
    }

    var method: String
    var path: String
    /// A unique name for programs that are made from the description.
    var id: String
    var summary: String
    var tag: String
    /// Names of query parameters in ``OpenAPIDocument``'s components.
    var query: [String] = []
    var body: Content = .none
    var isBodyRequired = true
    var status = 200
    var answer: Content
    /// Another status of the same good answer.
    var otherStatus: Int?
    /// Whether it needs no token.
    var isOpen = false

    var node: JSONNode {
        var members: [String: JSONNode] = [
            "operationId": .text(id),
            "summary": .text(summary),
            "tags": [.text(tag)],
            "parameters": .array(parameters),
            "responses": .object(responses),
        ]
        if isOpen { members["security"] = [] }
        if let content = Self.content(body) {
            members["requestBody"] = ["required": .bool(isBodyRequired), "content": content]
        }
        return .object(members)
    }

    private var responses: [String: JSONNode] {
        var responses: [String: JSONNode] = ["default": ["$ref": "#/components/responses/Problem"]]
        for status in [status, otherStatus].compactMap({ $0 }) { responses["\(status)"] = answer(status) }
        return responses
    }

    private var parameters: [JSONNode] {
        let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
        return (inPath.map { "path-\($0)" } + query).map { ["$ref": .text("#/components/parameters/\($0)")] }
    }

    private func answer(_ status: Int) -> JSONNode {
        var members: [String: JSONNode] = ["description": .text(status == 202 ? "Accepted; the job goes on." : "Done.")]
        if let content = Self.content(answer) { members["content"] = content }
        if status == 202 || status == 201 {
            members["headers"] = [
                "Location": ["description": "Where it is.", "schema": ["type": "string"]]
            ]
        }
        return .object(members)
    }

    private static func content(_ content: Content) -> JSONNode? {
        switch content {
        case .json(let schema): ["application/json": ["schema": ["$ref": .text("#/components/schemas/\(schema)")]]]
        case .text(let type): .object([type: ["schema": ["type": "string"]]])
        case .none: nil
        }
    }
}
