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

    let orchestration: Orchestration
    let version: String

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ProblemMiddleware())
        addHealth(to: router)
        addSlices(to: router)
        addForecasts(to: router)
        addDecisions(to: router)
        addJobs(to: router)
        addEvents(to: router)
        return router
    }

    private func addHealth(to router: Router<BasicRequestContext>) {
        for path in ["/healthz", "/-/healthy"] {
            router.get(RouterPath(path)) { _, _ in try JSONText.response(["status": "ok"]) }
        }
        for path in ["/readyz", "/-/ready"] {
            router.get(RouterPath(path)) { _, _ in try JSONText.response(["status": "ready"]) }
        }
        router.get("/metrics") { request, _ in
            let families = await orchestration.metricFamilies(version: version)
            let format = ExpositionFormat(accepting: request.headers[.accept])
            let bytes = format == .openMetrics ? OpenMetrics.write(families) : TextFormat.write(families)
            var headers = HTTPFields()
            headers[.contentType] = format.contentType
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
    }

    func slice(_ context: BasicRequestContext) throws -> String {
        try context.parameters.require("slice")
    }

    func sliceResponse(_ id: String) async throws -> SliceResponse {
        SliceResponse(try await orchestration.status(of: id), targets: try await orchestration.targets(of: id))
    }
}
