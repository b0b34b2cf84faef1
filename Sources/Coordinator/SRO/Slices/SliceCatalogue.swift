public import Store

/// All slices that are asked for: those of the configuration file, and those that were added while the program ran.
///
/// The file's slices can be changed in the file only; the others are kept in the store before they are put to work.
public actor SliceCatalogue {
    /// Reads a slice from JSON; an error it throws says in words what is wrong.
    public typealias Reader = @Sendable (_ json: [UInt8]) throws -> Slice

    private let store: Store
    private let sharing: (any SliceSharing)?
    private let read: Reader
    private var fileSlices: [Slice]
    private var added: [(slice: Slice, body: [UInt8])] = []
    private var orchestration: Orchestration?
    private var isChanging = false

    /// Takes up the slices of the file and of the store; one in the store that cannot be read any more is left out.
    ///
    /// - Parameters:
    ///   - fileSlices: What the configuration file says.
    ///   - store: Keeps the others.
    ///   - sharing: How the slices are shared with other coordinators; `nil` when there are none.
    ///   - read: Reads a slice from JSON.
    ///   - onFault: Is told about each slice that is left out.
    /// - Throws: ``StoreError``.
    public init(
        fileSlices: [Slice],
        store: Store,
        sharing: (any SliceSharing)? = nil,
        read: @escaping Reader,
        onFault: (_ id: String, _ reason: String) -> Void
    ) async throws {
        self.store = store
        self.sharing = sharing
        self.read = read
        self.fileSlices = fileSlices
        for (id, body) in try await store.sliceDefinitions() {
            do {
                guard !fileSlices.contains(where: { $0.id == id }) else {
                    throw OrchestrationError.fixedSlice(id)
                }
                added.append((try read(body), body))
            } catch {
                onFault(id, "\(error)")
            }
        }
    }

    /// All slices, the file's first.
    public var slices: [Slice] { fileSlices + added.map(\.slice) }

    /// Says who is told about changes.
    public func attach(_ orchestration: Orchestration) { self.orchestration = orchestration }

    /// Takes other slices of the file.
    ///
    /// - Returns: All slices now.
    public func replaceFileSlices(with slices: [Slice]) -> [Slice] {
        fileSlices = slices
        added.removeAll { entry in slices.contains { $0.id == entry.slice.id } }
        return self.slices
    }

    /// Adds a slice, or puts it in the place of the one with its id.
    ///
    /// - Parameters:
    ///   - json: The slice, with the keys that it has in the configuration file.
    ///   - id: The id that it must have; `nil` takes its own, and then it must not be there yet with other contents.
    /// - Returns: The slice, and whether it is new.
    /// - Throws: ``OrchestrationError/unusableSlice(_:)``, ``OrchestrationError/fixedSlice(_:)``,
    ///   ``OrchestrationError/sliceExists(_:)``, ``StoreError``; nothing is changed then.
    public func put(_ json: [UInt8], id: String?) async throws -> (slice: Slice, isNew: Bool) {
        let slice: Slice
        do {
            slice = try read(json)
        } catch {
            throw OrchestrationError.unusableSlice("\(error)")
        }
        if let id, slice.id != id {
            throw OrchestrationError.unusableSlice("its id is \(slice.id), and the path says \(id)")
        }
        let before = added.first { $0.slice.id == slice.id }
        if fileSlices.contains(where: { $0.id == slice.id }) { throw OrchestrationError.fixedSlice(slice.id) }
        if before?.slice == slice { return (slice, false) }
        if before != nil, id == nil { throw OrchestrationError.sliceExists(slice.id) }
        try begin()
        defer { isChanging = false }
        try await checkIdle(slice.id)
        if let sharing {
            // It comes back to all coordinators, this one too, by ``take(_:of:)``.
            try await sharing.tell(.definition(json), of: slice.id)
        } else {
            try await keep(slice, json)
        }
        return (slice, before == nil)
    }

    private func keep(_ slice: Slice, _ json: [UInt8]) async throws {
        try await store.saveSliceDefinition(slice.id, body: json)
        if let place = added.firstIndex(where: { $0.slice.id == slice.id }) {
            added[place] = (slice, json)
        } else {
            added.append((slice, json))
        }
        try await takeUp()
    }

    private func forget(_ id: String) async throws {
        try await store.deleteSliceDefinition(id)
        added.removeAll { $0.slice.id == id }
        try await takeUp()
    }

    /// Puts the slices to work that are this coordinator's, and no others.
    ///
    /// - Throws: ``StoreError``; the slices from before are at work then.
    public func takeUp() async throws {
        try await orchestration?.replaceSlices(with: slices)
    }

    /// Waits until this coordinator changes no flavor of the slices that `choose` takes of all, and no longer than
    /// `patience`.
    public func waitForChanges(in choose: @Sendable ([String]) -> [String], within patience: Duration) async {
        await orchestration?.waitForChanges(of: choose(slices.map(\.id)), within: patience)
    }

    /// Takes what one of the coordinators that share the slices has asked for; `nil` deletes.
    ///
    /// - Throws: ``OrchestrationError/unusableSlice(_:)``, ``OrchestrationError/fixedSlice(_:)``, ``StoreError``.
    public func take(_ json: [UInt8]?, of id: String) async throws {
        guard !fileSlices.contains(where: { $0.id == id }) else { throw OrchestrationError.fixedSlice(id) }
        let before = added.first { $0.slice.id == id }
        guard let json else {
            if before != nil { try await forget(id) }
            return
        }
        guard before?.body != json else { return }
        do {
            try await keep(try read(json), json)
        } catch let error as StoreError {
            throw error
        } catch {
            throw OrchestrationError.unusableSlice("\(error)")
        }
    }

    /// Puts a slice to rest; what was recorded of it stays in the store.
    ///
    /// - Throws: ``OrchestrationError``, ``StoreError``; nothing is changed then.
    public func delete(_ id: String) async throws {
        guard added.contains(where: { $0.slice.id == id }) else {
            if fileSlices.contains(where: { $0.id == id }) { throw OrchestrationError.fixedSlice(id) }
            throw OrchestrationError.unknownSlice(id)
        }
        try begin()
        defer { isChanging = false }
        try await checkIdle(id)
        if let sharing {
            try await sharing.tell(.definition(nil), of: id)
        } else {
            try await forget(id)
        }
    }

    /// What was asked for about a slice that was added; `nil` for the file's.
    ///
    /// - Throws: ``OrchestrationError/unknownSlice(_:)``.
    public func definition(of id: String) throws(OrchestrationError) -> [UInt8]? {
        if let entry = added.first(where: { $0.slice.id == id }) { return entry.body }
        guard fileSlices.contains(where: { $0.id == id }) else { throw .unknownSlice(id) }
        return nil
    }

    /// The flavor of a slice that is at work, or `nil` before any is.
    func flavorInForce(of id: String) async throws(OrchestrationError) -> String? {
        guard let orchestration else { return nil }
        return try await orchestration.status(of: id).flavor
    }

    /// One change after the other, so that none undoes what the other has done.
    private func begin() throws(OrchestrationError) {
        guard !isChanging else { throw .catalogueIsBusy }
        isChanging = true
    }

    /// A slice is not changed while one of its jobs is open.
    private func checkIdle(_ id: String) async throws {
        guard let orchestration, orchestration.sliceIDs.contains(id) else { return }
        if await orchestration.allJobs().contains(where: { $0.isOpen && $0.slice == id }) {
            throw OrchestrationError.jobIsOpen(slice: id)
        }
    }
}
