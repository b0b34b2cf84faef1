/// How a tenant's upload becomes a model.
struct ConfigurationProfile: Equatable {
    /// The address of an IMA that selects the metrics; without one, training uses what was recorded here.
    var ima: String?
    /// Our own address as the IMA sees it.
    var callback: String?
    /// The hosts that `url_to_answer` may name; `nil` for all but this machine's own addresses.
    var answerHosts: [String]?
    /// How many metrics are asked for.
    var inputs: Int

    /// Reads the level `profile`.
    ///
    /// - Throws: ``ConfigurationError``.
    init(_ level: ConfigurationMapping) throws(ConfigurationError) {
        var level = level
        ima = try level.text("ima")
        callback = try level.text("callback")
        answerHosts = try level.texts("answerHosts")
        inputs = try level.integer("inputs") ?? 15
        try level.finish()
        for url in [ima, callback].compactMap({ $0 }) where !url.hasPrefix("http://") && !url.hasPrefix("https://") {
            throw level.error("\"\(url)\" is neither http:// nor https://")
        }
        guard (1...1000).contains(inputs) else { throw level.error("inputs must lie between 1 and 1000") }
    }

    /// Without a level of that name.
    init() {
        inputs = 15
    }
}
