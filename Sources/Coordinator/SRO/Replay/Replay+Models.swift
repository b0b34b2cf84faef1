public import Store

extension Replay {
    /// The active models of a slice, as a store has them.
    ///
    /// - Throws: ``StoreError``.
    public static func models(of slice: Slice, in store: Store) async throws(StoreError) -> [FlavorModel] {
        let state = try await store.slice(
            id: slice.id,
            elseFlavor: slice.initialFlavor,
            mode: slice.policy.mode.rawValue,
            milliseconds: 0
        )
        var models: [FlavorModel] = []
        for stored in try await store.activeModels(slice: state.key) where slice.flavor(stored.flavor) != nil {
            models.append(try FlavorModel(stored, slice: slice))
        }
        return models
    }

    /// Trains a model of a flavor on seconds of the recording; takes as long as that takes.
    ///
    /// - Throws: ``TrainingError``.
    public static func model(
        of slice: Slice,
        flavor: String,
        from seconds: [Second]
    ) throws(TrainingError) -> FlavorModel {
        var places: [String: Int] = [:]
        var columns: [SeriesColumn] = []
        for (name, _) in seconds.flatMap(\.values) where places[name] == nil {
            places[name] = columns.count
            columns.append(SeriesColumn(name: name, kind: .untyped))
        }
        var kpi: [Int64: Double] = [:]
        let rows = seconds.map { second in
            var numbers = [Double](repeating: .nan, count: columns.count)
            for (name, value) in second.values {
                if let place = places[name] { numbers[place] = value }
            }
            if second.kpi.isFinite { kpi[second.second] = second.kpi }
            return RecordedRow(second: second.second, flavor: flavor, numbers: numbers)
        }
        let set = TrainingSet(pieces: [(columns, rows)], kpi: kpi, settle: 0)
        var model = try Training(slice: slice, flavor: flavor).run(on: set) { _ in true }
        model.version = 1
        return model
    }

    /// The seconds that a store has recorded of a slice.
    ///
    /// - Throws: ``StoreError``.
    public static func seconds(
        of slice: Slice,
        in store: Store,
        within span: ClosedRange<Int64>
    ) async throws(StoreError) -> [Second] {
        let state = try await store.slice(
            id: slice.id,
            elseFlavor: slice.initialFlavor,
            mode: slice.policy.mode.rawValue,
            milliseconds: 0
        )
        let kpi = Dictionary(
            try await store.kpi(slice.kpi.name, slice: state.key, seconds: span).map { ($0.second, $0.value) },
            uniquingKeysWith: { $1 }
        )
        return try await store.rows(slice: state.key, seconds: span).flatMap { piece in
            piece.rows.map { row in
                Second(
                    second: row.second,
                    values: zip(piece.columns, row.numbers).map { ($0.name, $1) },
                    kpi: kpi[row.second] ?? .nan
                )
            }
        }
    }
}
