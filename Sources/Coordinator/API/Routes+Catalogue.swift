import HTTPTypes
import Hummingbird
import SRO

/// Slices as they are asked for.
extension Routes {
    /// A slice may be described in so many bytes.
    private static var longestDefinition: Int { 256 << 10 }

    func addCatalogue(to router: Router<BasicRequestContext>) {
        guard let catalogue = parts.catalogue else { return }
        router.post("/api/v1/slices") { request, _ in
            try await put(request, id: nil, in: catalogue)
        }
        router.put("/api/v1/slices/{slice}") { request, context in
            try await put(request, id: slice(context), in: catalogue)
        }
        router.delete("/api/v1/slices/{slice}") { _, context in
            try await catalogue.delete(slice(context))
            return Response(status: .noContent)
        }
        router.get("/api/v1/slices/{slice}/definition") { _, context in
            let id = try slice(context)
            guard let json = try await catalogue.definition(of: id) else { throw OrchestrationError.fixedSlice(id) }
            var headers = HTTPFields()
            headers[.contentType] = "application/json"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
        }
        router.put("/api/v1/slices/{slice}/flavors/{flavor}") { request, context in
            let (slice, flavor) = (try slice(context), try context.parameters.require("flavor"))
            let json = try await JSONText.bytes(of: request, limit: Self.longestDefinition)
            let isNew = try await catalogue.putFlavor(json, id: flavor, slice: slice)
            return try JSONText.response(
                try await flavorEntry(flavor, of: slice),
                status: isNew ? .created : .ok,
                location: "/api/v1/slices/\(slice)/flavors/\(flavor)"
            )
        }
        router.delete("/api/v1/slices/{slice}/flavors/{flavor}") { _, context in
            try await catalogue.deleteFlavor(context.parameters.require("flavor"), slice: slice(context))
            return Response(status: .noContent)
        }
    }

    private func put(_ request: Request, id: String?, in catalogue: SliceCatalogue) async throws -> Response {
        if let id, !Slice.isIdentifier(id) {
            throw Problem(.badRequest, "\"\(id.prefix(64))\" may not name a slice", kind: "slice")
        }
        let json = try await JSONText.bytes(of: request, limit: Self.longestDefinition)
        let (slice, isNew) = try await catalogue.put(json, id: id)
        guard orchestration.sharing?.owns(slice.id) ?? true else {
            let owner = orchestration.sharing?.owner(of: slice.id)?.name
            let answer = GroupResponse.Slice(id: slice.id, owner: owner)
            return try JSONText.response(answer, status: .accepted, location: "/api/v1/slices/\(slice.id)")
        }
        return try JSONText.response(
            try await sliceResponse(slice.id),
            status: isNew ? .created : .ok,
            location: "/api/v1/slices/\(slice.id)"
        )
    }
}
