import Hummingbird

extension Routes {
    /// What whoever asks may do; without tokens everybody on this machine may do everything.
    func addAccess(to router: Router<BasicRequestContext>) {
        router.get("/api/v1/access") { request, _ in
            let known = tokens.flatMap { tokens in
                AccessMiddleware<BasicRequestContext>.token(in: request).flatMap(tokens.role(of:))
            }
            return try JSONText.response(["role": (known ?? .operate).rawValue])
        }
    }
}
