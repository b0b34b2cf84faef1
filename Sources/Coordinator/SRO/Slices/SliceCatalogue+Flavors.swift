import Store

extension SliceCatalogue {
    /// Adds a flavor to a slice that was added, as its highest, or puts it in the place of the one with its id.
    ///
    /// - Parameters:
    ///   - json: The flavor, with the keys that it has in the configuration file; `id` may be left out.
    ///   - id: The flavor's id.
    ///   - slice: The slice's id.
    /// - Returns: Whether it is new.
    /// - Throws: ``OrchestrationError``, ``StoreError``; nothing is changed then.
    public func putFlavor(_ json: [UInt8], id: String, slice: String) async throws -> Bool {
        guard case .object(var flavor)? = try? JSON.decode(JSONValue.self, from: json) else {
            throw OrchestrationError.unusableSlice("a flavor is a JSON object")
        }
        guard flavor["id"] == nil || flavor["id"] == .text(id) else {
            throw OrchestrationError.unusableSlice("the flavor's id is not that of the path, which says \(id)")
        }
        flavor["id"] = .text(id)
        return try await change(slice) { flavors in
            if let place = flavors.firstIndex(where: { $0.hasID(id) }) {
                flavors[place] = .object(flavor)
                return false
            }
            flavors.append(.object(flavor))
            return true
        }
    }

    /// Takes a flavor away from a slice that was added; its rows and models stay in the store.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``; nothing is changed then.
    public func deleteFlavor(_ id: String, slice: String) async throws {
        if try await flavorInForce(of: slice) == id {
            throw OrchestrationError.flavorInForce(slice: slice, flavor: id)
        }
        _ = try await change(slice) { flavors in
            guard flavors.contains(where: { $0.hasID(id) }) else {
                throw OrchestrationError.unknownFlavor(slice: slice, flavor: id)
            }
            flavors.removeAll { $0.hasID(id) }
            return false
        }
    }

    private func change(
        _ slice: String,
        _ change: (inout [JSONValue]) throws -> Bool
    ) async throws -> Bool {
        guard let body = try definition(of: slice) else { throw OrchestrationError.fixedSlice(slice) }
        guard case .object(var members) = try JSON.decode(JSONValue.self, from: body),
            case .array(var flavors)? = members["flavors"]
        else { throw OrchestrationError.unusableSlice("its flavors are no list") }
        let isNew = try change(&flavors)
        members["flavors"] = .array(flavors)
        _ = try await put(JSON.encode(JSONValue.object(members)), id: slice)
        return isNew
    }
}

extension JSONValue {
    fileprivate func hasID(_ id: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members["id"] == .text(id)
    }
}
