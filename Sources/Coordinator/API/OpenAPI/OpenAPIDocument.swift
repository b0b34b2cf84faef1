/// The description of `/api/v1` for programs and people.
///
/// Source: OpenAPI Specification 3.1.1.
enum OpenAPIDocument {
    static func node(version: String) -> JSONNode {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Slice coordinator",
                "version": .text(version),
                "description": .text(
                    """
                    Slices, their flavors, models, forecasts and decisions. Times are UTC, in seconds or milliseconds \
                    since the Unix epoch as the name says. Errors are problem documents (RFC 9457).
                    """
                ),
                "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "security": [["bearer": []], [:]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer",
                        "description": "A token whose role is read for GET and HEAD, operate for the rest.",
                    ]
                ],
                "parameters": .object(parameters),
                "responses": ["Problem": problem],
                "schemas": .object(schemas),
            ],
        ]
    }

    private static var paths: [String: JSONNode] {
        Dictionary(grouping: operations, by: \.path).mapValues { operations in
            .object(Dictionary(operations.map { ($0.method, $0.node) }, uniquingKeysWith: { $1 }))
        }
    }

    private static let problem: JSONNode = [
        "description": "What went wrong.",
        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]

    private static let parameters: [String: JSONNode] = [
        "path-slice": path("slice", "The slice's id.", ["type": "string", "pattern": .text(identifier)]),
        "path-flavor": path("flavor", "The flavor's id.", ["type": "string", "pattern": .text(identifier)]),
        "path-job": path("job", "The job's number.", ["type": "string", "pattern": "^[0-9]{1,18}$"]),
        "path-decision": path("decision", "The decision's number.", ["type": "integer", "minimum": 1]),
        "path-version": path("version", "The model's number.", ["type": "integer", "minimum": 1]),
        "from": query("from", "The beginning of the span, which is part of it.", ["type": "integer", "minimum": 0]),
        "to": query("to", "The end of the span, which is part of it.", ["type": "integer", "minimum": 0]),
        "horizon": query("horizon", "Only this many seconds ahead.", ["type": "integer", "minimum": 1]),
        "limit": query(
            "limit",
            "So many at most.",
            ["type": "integer", "minimum": 1, "maximum": .integer(Routes.longestList)]
        ),
    ]

    static let identifier = "^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$"

    private static func path(_ name: String, _ description: String, _ schema: JSONNode) -> JSONNode {
        [
            "name": .text(name), "in": "path", "required": true, "description": .text(description), "schema": schema,
        ]
    }

    private static func query(_ name: String, _ description: String, _ schema: JSONNode) -> JSONNode {
        ["name": .text(name), "in": "query", "description": .text(description), "schema": schema]
    }
}
