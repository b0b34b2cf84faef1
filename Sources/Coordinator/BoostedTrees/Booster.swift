import CXGBoost

/// An ensemble of boosted trees, grown and held by XGBoost.
///
/// Not `Sendable`: take ``flatTrees()`` to predict from anywhere. The value frees the ensemble when it goes out of scope.
public struct Booster: ~Copyable {
    private let handle: BoosterHandle

    /// Grows trees that bring down the squared error of the matrix's labels.
    ///
    /// - Throws: ``XGBoostError`` when the library refuses.
    public init(growingOn matrix: borrowing FeatureMatrix, settings: BoostingSettings) throws(XGBoostError) {
        let data = matrix.handle
        handle = try Booster.make(for: [data], parameters: settings.parameters) { booster throws(XGBoostError) in
            for round in 0..<settings.rounds {
                try check("XGBoosterUpdateOneIter", XGBoosterUpdateOneIter(booster, Int32(round), data))
            }
        }
    }

    /// Grows trees that bring down any loss.
    ///
    /// - Parameters:
    ///   - matrix: The rows to learn from.
    ///   - settings: How to grow.
    ///   - derivatives: Called once a round with the round and the predictions of all rows so far; writes the loss's first
    ///     derivative of each row into its third argument and the second derivative (or an upper bound of it) into its
    ///     fourth. A row with two zeros is left out of that tree.
    /// - Throws: ``XGBoostError`` when the library refuses.
    public init(
        growingOn matrix: borrowing FeatureMatrix,
        settings: BoostingSettings,
        derivatives: (
            _ round: Int,
            _ predictions: UnsafeBufferPointer<Float>,
            _ first: UnsafeMutableBufferPointer<Float>,
            _ second: UnsafeMutableBufferPointer<Float>
        ) -> Void
    ) throws(XGBoostError) {
        let data = matrix.handle
        let rowCount = matrix.rowCount
        handle = try Booster.make(for: [data], parameters: settings.parameters) { booster throws(XGBoostError) in
            var first = [Float](repeating: 0, count: rowCount)
            var second = first
            for round in 0..<settings.rounds {
                var count: bst_ulong = 0
                var answers: UnsafePointer<Float>?
                try check("XGBoosterPredict", XGBoosterPredict(booster, data, 1, 0, 1, &count, &answers))
                guard let answers, Int(count) == rowCount else {
                    throw XGBoostError(call: "XGBoosterPredict", message: "\(count) answers for \(rowCount) rows")
                }
                let predictions = UnsafeBufferPointer(start: answers, count: rowCount)
                first.withUnsafeMutableBufferPointer { first in
                    second.withUnsafeMutableBufferPointer { second in
                        derivatives(round, predictions, first, second)
                    }
                }
                try check(
                    "XGBoosterBoostOneIter",
                    cxgboost_boost_one_round(booster, data, Int32(round), &first, &second, count)
                )
            }
        }
    }

    /// Reads an ensemble that ``encoded()`` wrote.
    ///
    /// - Throws: ``XGBoostError`` when the bytes are not a model of the library's.
    public init(decoding bytes: [UInt8]) throws(XGBoostError) {
        handle = try Booster.make(for: [], parameters: [("nthread", "1")]) { booster throws(XGBoostError) in
            try check(
                "XGBoosterLoadModelFromBuffer",
                XGBoosterLoadModelFromBuffer(booster, bytes, bst_ulong(bytes.count))
            )
        }
    }

    deinit {
        // An ensemble that cannot be freed leaks; there is nobody left to tell.
        _ = XGBoosterFree(handle)
    }

    /// Makes a handle, lends it to `fill`, and frees it when that fails.
    private static func make(
        for matrices: [DMatrixHandle?],
        parameters: [(name: String, value: String)],
        fill: (BoosterHandle) throws(XGBoostError) -> Void
    ) throws(XGBoostError) -> BoosterHandle {
        var created: BoosterHandle?
        try check("XGBoosterCreate", XGBoosterCreate(matrices, bst_ulong(matrices.count), &created))
        guard let created else {
            throw XGBoostError(call: "XGBoosterCreate", message: "success without a handle")
        }
        do throws(XGBoostError) {
            for (name, value) in parameters {
                try check("XGBoosterSetParam \(name)", XGBoosterSetParam(created, name, value))
            }
            try fill(created)
        } catch {
            _ = XGBoosterFree(created)
            throw error
        }
        return created
    }

    /// What the ensemble says for each row.
    ///
    /// - Throws: ``XGBoostError`` when the library refuses.
    public func predict(_ matrix: borrowing FeatureMatrix) throws(XGBoostError) -> [Float] {
        try answer(for: matrix, option: 1)
    }

    /// What each feature adds to each prediction: exact SHAP values.
    ///
    /// - Returns: Row-major, `rowCount × (columnCount + 1)`; the last column is what no feature explains.
    /// - Throws: ``XGBoostError`` when the library refuses.
    public func contributions(_ matrix: borrowing FeatureMatrix) throws(XGBoostError) -> [Float] {
        try answer(for: matrix, option: 4)
    }

    private func answer(
        for matrix: borrowing FeatureMatrix,
        option: Int32
    ) throws(XGBoostError) -> [Float] {
        var count: bst_ulong = 0
        var answers: UnsafePointer<Float>?
        try check("XGBoosterPredict", XGBoosterPredict(handle, matrix.handle, option, 0, 0, &count, &answers))
        // The library owns the answers until its next call.
        return Array(UnsafeBufferPointer(start: answers, count: Int(count)))
    }

    /// The ensemble in the library's binary form (UBJSON).
    ///
    /// - Throws: ``XGBoostError`` when the library refuses.
    public func encoded() throws(XGBoostError) -> [UInt8] {
        var count: bst_ulong = 0
        var bytes: UnsafePointer<CChar>?
        try check(
            "XGBoosterSaveModelToBuffer",
            XGBoosterSaveModelToBuffer(handle, #"{"format": "ubj"}"#, &count, &bytes)
        )
        return UnsafeRawBufferPointer(start: bytes, count: Int(count)).map { $0 }
    }

    /// The trees as a value of our own, which predicts the same to the last bit.
    ///
    /// - Throws: ``XGBoostError`` when the library's form cannot be understood.
    public func flatTrees() throws(XGBoostError) -> FlatTrees {
        try FlatTrees(xgboost: encoded())
    }
}
