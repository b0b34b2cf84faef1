import HTTPTypes
import Hummingbird
import SRO

/// Sends whoever asks about a slice that another coordinator has to that one.
///
/// What slices there are is everybody's: they are added, replaced and deleted here, too.
struct OwnerMiddleware<Context: RequestContext>: RouterMiddleware {
    let sharing: any SliceSharing

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard
            let slice = Self.slice(in: request.uri.path, method: request.method), !sharing.owns(slice),
            let owner = sharing.owner(of: slice), !owner.isThis
        else { return try await next(request, context) }
        guard let url = owner.url else {
            return Problem(.misdirectedRequest, "slice \(slice) is at \(owner.name)", kind: "other-owner").response
        }
        var response = Problem(.temporaryRedirect, "slice \(slice) is at \(owner.name)", kind: "other-owner").response
        let query = request.uri.query.map { "?\($0)" } ?? ""
        response.headers[.location] = (url.hasSuffix("/") ? String(url.dropLast()) : url) + request.uri.path + query
        return response
    }

    /// The slice that a path is about, if it is one's that has it.
    static func slice(in path: String, method: HTTPRequest.Method) -> String? {
        let words = path.split(separator: "/", omittingEmptySubsequences: true)
        if words.count >= 3, words[0] == "slice" { return String(words[1]) }
        guard words.count >= 4, words.prefix(3) == ["api", "v1", "slices"] else { return nil }
        if words.count == 4, method != .get, method != .head { return nil }
        if words.count == 5, words[4] == "definition" { return nil }
        return String(words[3])
    }
}
