extension Duration {
    /// Whole milliseconds, as librdkafka wants them.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
