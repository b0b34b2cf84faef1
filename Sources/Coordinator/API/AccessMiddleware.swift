import HTTPTypes
import Hummingbird

/// Lets through who may do what is asked: whoever reads needs a token of any role, whoever changes one that operates.
///
/// Health, the interface's description and the dashboard's own files are open to everybody: there is nothing to learn from
/// them, and a browser cannot send a token with the address that is typed into it.
struct AccessMiddleware<Context: RequestContext>: RouterMiddleware {
    private static var openPaths: Set<String> {
        [
            "/", "/favicon.ico", "/healthz", "/readyz", "/-/healthy", "/-/ready", "/api/v1/openapi.json",
            "/api/v1/openapi.yaml",
        ]
    }
    private static var openFolder: String { "/dashboard/" }

    let tokens: AccessTokens

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let isReading = request.method == .get || request.method == .head
        if isReading, Self.isOpen(request.uri.path) { return try await next(request, context) }
        guard let token = Self.token(in: request) else {
            return refusal(.unauthorized, "a bearer token is needed", challenge: "Bearer")
        }
        guard let role = tokens.role(of: token) else {
            return refusal(.unauthorized, "the token is not known", challenge: #"Bearer error="invalid_token""#)
        }
        let needed = isReading ? AccessRole.read : .operate
        guard role.covers(needed) else {
            return refusal(
                .forbidden,
                "the token's role is \(role.rawValue), and this needs \(needed.rawValue)",
                challenge: #"Bearer error="insufficient_scope""#
            )
        }
        return try await next(request, context)
    }

    static func isOpen(_ path: String) -> Bool {
        openPaths.contains(path) || (path.hasPrefix(openFolder) && !path.contains(".."))
    }

    static func token(in request: Request) -> Substring? {
        guard let words = request.headers[.authorization]?.split(separator: " ", maxSplits: 1), words.count == 2,
            words[0].lowercased() == "bearer"
        else { return nil }
        return words[1]
    }

    private func refusal(_ status: HTTPResponse.Status, _ detail: String, challenge: String) -> Response {
        var response = Problem(status, detail, kind: "access").response
        response.headers[.wwwAuthenticate] = challenge
        return response
    }
}
