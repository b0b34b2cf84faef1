import Exposition
import HTTPTypes
import Hummingbird
import SRO

/// What the coordinator answers.
struct Routes: Sendable {
    /// KPI rows may be this long.
    static let longestRows = 32 << 20
    /// An answer has at most so many forecasts or rows.
    static let longestList = 100_000

    let parts: APIParts
    var tokens: AccessTokens?

    var orchestration: Orchestration { parts.orchestration }
    var version: String { parts.version }

    /// The routes of one listener.
    func router(for surface: APIListener.Surface = .main) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ProblemMiddleware())
        if let tokens { router.add(middleware: AccessMiddleware(tokens: tokens)) }
        if let sharing = orchestration.sharing { router.add(middleware: OwnerMiddleware(sharing: sharing)) }
        addHealth(to: router)
        switch surface {
        case .main:
            addMetrics(to: router)
            addAccess(to: router)
            addGroup(to: router)
            addSlices(to: router)
            addCatalogue(to: router)
            addForecasts(to: router)
            addDecisions(to: router)
            addJobs(to: router)
            addEvents(to: router)
            addOpenAPI(to: router)
            addDashboard(to: router)
            addReload(to: router)
            addLegacySRO(to: router)
            addLegacyIMA(to: router)
            parts.remoteWrite?.add(to: router)
        case .legacySRO: addLegacySRO(to: router)
        case .legacyIMA: addLegacyIMA(to: router)
        }
        Self.refuseOtherMethods(on: router)
        return router
    }

    /// A path that is there but not for this method is another mistake than a path that is not there.
    static func refuseOtherMethods(on router: Router<BasicRequestContext>) {
        let methods: [HTTPRequest.Method] =
            [.get, .post, .put, .patch, .delete, .options, .trace] + ["QUERY"].compactMap { HTTPRequest.Method($0) }
        for (path, routes) in Dictionary(grouping: router.routes, by: { "\($0.path)" }) {
            let allowed = Set(routes.map(\.method)).union(routes.contains { $0.method == .get } ? [.head] : [])
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            for method in methods where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, "this path knows \(names)").response
                    problem.headers[.allow] = names
                    return problem
                }
            }
        }
    }

    private func addHealth(to router: Router<BasicRequestContext>) {
        for path in ["/healthz", "/-/healthy"] {
            router.get(RouterPath(path)) { _, _ in try JSONText.response(["status": "ok"]) }
        }
        for path in ["/readyz", "/-/ready"] {
            router.get(RouterPath(path)) { _, _ in try JSONText.response(["status": "ready"]) }
        }
    }

    private func addMetrics(to router: Router<BasicRequestContext>) {
        router.get("/metrics") { request, _ in
            let format = ExpositionFormat(accepting: request.headers[.accept])
            var writer = ExpositionWriter(format)
            await orchestration.forEachMetricFamily(version: version) { writer.append($0) }
            for family in await parts.reloading?.metricFamilies ?? [] { writer.append(family) }
            for family in parts.streamFamilies() { writer.append(family) }
            writer.finish()
            var headers = HTTPFields()
            headers[.contentType] = format.contentType
            let page = ByteBuffer(bytes: writer.bytes)
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: page))
        }
    }

    func slice(_ context: BasicRequestContext) throws -> String {
        try context.parameters.require("slice")
    }

    func sliceResponse(_ id: String) async throws -> SliceResponse {
        SliceResponse(try await orchestration.status(of: id), targets: try await orchestration.targets(of: id))
    }
}
