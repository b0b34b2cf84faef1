import Hummingbird
import SRO
import Store

extension Routes {
    private struct FlavorWish: Decodable {
        var flavor: String
        var reason: String?
    }

    private struct ModeWish: Decodable {
        var mode: OrchestrationMode
        var reason: String?
    }

    private struct OverrideWish: Decodable {
        var override: Bool
        var reason: String?
    }

    private struct KPIAccepted: Encodable {
        var accepted: Int
    }

    private struct KPIList: Encodable {
        struct Row: Encodable {
            var second: Int64
            var value: Double?
            var flavor: String?
        }

        var slice: String
        var name: String
        var rows: [Row]
    }

    func addSlices(to router: Router<BasicRequestContext>) {
        router.get("/api/v1/slices") { _, _ in
            var slices: [SliceResponse] = []
            for id in orchestration.sliceIDs { slices.append(try await sliceResponse(id)) }
            return try JSONText.response(SliceList(slices: slices))
        }
        router.get("/api/v1/slices/{slice}") { _, context in
            try JSONText.response(try await sliceResponse(slice(context)))
        }
        router.post("/api/v1/slices/{slice}/flavor") { request, context in
            let wish = try await JSONText.decode(FlavorWish.self, from: request)
            let record = try await orchestration.change(slice(context), to: wish.flavor, reason: wish.reason)
            return try JSONText.response(DecisionMade(decision: DecisionResponse(record)))
        }
        router.post("/api/v1/slices/{slice}/mode") { request, context in
            let wish = try await JSONText.decode(ModeWish.self, from: request)
            let id = try slice(context)
            try await orchestration.set(mode: wish.mode, of: id, reason: wish.reason)
            return try JSONText.response(try await sliceResponse(id))
        }
        router.post("/api/v1/slices/{slice}/override") { request, context in
            let wish = try await JSONText.decode(OverrideWish.self, from: request)
            let id = try slice(context)
            try await orchestration.set(isOverridden: wish.override, of: id, reason: wish.reason)
            return try JSONText.response(try await sliceResponse(id))
        }
        router.get("/api/v1/slices/{slice}/flavors") { _, context in
            try JSONText.response(FlavorList(flavors: try await sliceResponse(slice(context)).flavors))
        }
        router.get("/api/v1/slices/{slice}/flavors/{flavor}") { _, context in
            try JSONText.response(
                try await flavorEntry(context.parameters.require("flavor"), of: slice(context))
            )
        }
        addKPI(to: router)
    }

    func flavorEntry(_ flavor: String, of slice: String) async throws -> SliceResponse.FlavorEntry {
        guard let found = try await sliceResponse(slice).flavors.first(where: { $0.id == flavor }) else {
            throw OrchestrationError.unknownFlavor(slice: slice, flavor: flavor)
        }
        return found
    }

    private func addKPI(to router: Router<BasicRequestContext>) {
        router.post("/api/v1/slices/{slice}/kpi") { request, context in
            let id = try slice(context)
            // A wrong slice is said before a long body is read.
            _ = try await orchestration.status(of: id)
            let text = try KPIText(parsing: try await JSONText.bytes(of: request, limit: Self.longestRows))
            try await orchestration.addKPI(text.rows, columns: text.columns, slice: id)
            return try JSONText.response(KPIAccepted(accepted: text.rows.count))
        }
        router.get("/api/v1/slices/{slice}/kpi") { request, context in
            let id = try slice(context)
            let seconds = try request.span(endingAt: orchestration.milliseconds / 1000, lasting: 600)
            let rows = try await orchestration.kpi(of: id, seconds: seconds)
            return try JSONText.response(
                KPIList(
                    slice: id,
                    name: try await orchestration.status(of: id).slice.kpi.name,
                    rows: rows.suffix(Self.longestList).map { row in
                        KPIList.Row(second: row.second, value: row.value.known, flavor: row.flavor)
                    }
                )
            )
        }
    }
}
