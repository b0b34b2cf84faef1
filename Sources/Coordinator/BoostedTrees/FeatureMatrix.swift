import CXGBoost

/// Rows of features, held in XGBoost's own memory.
///
/// Not `Sendable`: the library does not promise that a matrix may be used from two threads. The value frees the memory
/// when it goes out of scope.
public struct FeatureMatrix: ~Copyable {
    /// How many rows of features there are.
    public let rowCount: Int
    /// How many features a row has.
    public let columnCount: Int
    let handle: DMatrixHandle

    /// Copies `values` into a new matrix.
    ///
    /// - Parameters:
    ///   - values: Row-major, `rowCount × columnCount`; `.nan` marks a missing value.
    ///   - columnCount: Features in a row.
    /// - Throws: ``XGBoostError`` when the library cannot build the matrix.
    /// - Precondition: `values.count` is a multiple of `columnCount`.
    public init(_ values: [Float], columnCount: Int) throws(XGBoostError) {
        precondition(columnCount > 0 && values.count.isMultiple(of: columnCount), "ragged feature rows")
        let rowCount = values.count / columnCount
        var handle: DMatrixHandle?
        try check(
            "XGDMatrixCreateFromMat",
            XGDMatrixCreateFromMat_omp(values, bst_ulong(rowCount), bst_ulong(columnCount), .nan, &handle, 1)
        )
        guard let handle else {
            throw XGBoostError(call: "XGDMatrixCreateFromMat", message: "success without a handle")
        }
        self.handle = handle
        self.rowCount = rowCount
        self.columnCount = columnCount
    }

    deinit {
        // A matrix that cannot be freed leaks; there is nobody left to tell.
        _ = XGDMatrixFree(handle)
    }

    /// Gives each row the value that it is to predict, for objectives of the library's own.
    ///
    /// - Throws: ``XGBoostError`` when the library refuses.
    /// - Precondition: There is one label a row.
    public func setLabels(_ labels: [Float]) throws(XGBoostError) {
        precondition(labels.count == rowCount, "one label a row")
        try check("XGDMatrixSetFloatInfo", XGDMatrixSetFloatInfo(handle, "label", labels, bst_ulong(rowCount)))
    }
}
