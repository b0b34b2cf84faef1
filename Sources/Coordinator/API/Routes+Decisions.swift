import Hummingbird
import SRO

extension Routes {
    func addDecisions(to router: Router<BasicRequestContext>) {
        router.get("/api/v1/slices/{slice}/decisions") { request, context in
            let now = orchestration.milliseconds
            let limit = try request.integer("limit") ?? 1000
            guard (1...Int64(Self.longestList)).contains(limit) else {
                throw Problem(.badRequest, "limit must lie between 1 and \(Self.longestList)", kind: "query")
            }
            let records = try await orchestration.decisions(
                of: slice(context),
                milliseconds: try request.span(endingAt: now, lasting: now),
                limit: Int(limit)
            )
            return try JSONText.response(DecisionList(decisions: records.map { DecisionResponse($0) }))
        }
        router.get("/api/v1/slices/{slice}/decisions/{decision}") { _, context in
            let record = try await orchestration.decision(context.parameters.require("decision"), of: slice(context))
            return try JSONText.response(DecisionResponse(record))
        }
        router.get("/api/v1/decisions/{decision}") { _, context in
            let record = try await orchestration.decision(context.parameters.require("decision"))
            return try JSONText.response(DecisionResponse(record))
        }
    }
}
