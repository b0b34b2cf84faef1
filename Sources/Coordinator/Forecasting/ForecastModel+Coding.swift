extension ForecastModel {
    /// The artifact's bytes: the same model always gives the same bytes.
    public func encoded() -> [UInt8] {
        []
    }

    /// Reads an artifact.
    ///
    /// - Throws: ``ForecastingError/unreadableArtifact(_:)`` with the reason, when the bytes are foreign, damaged or of a
    ///   newer format.
    public init(decoding bytes: [UInt8]) throws(ForecastingError) {
        throw .unreadableArtifact("the format is not there yet")
    }
}
