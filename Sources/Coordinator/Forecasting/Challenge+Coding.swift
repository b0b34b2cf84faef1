extension Challenge {
    /// What both have shown so far, little-endian; forecasts whose truth has not come are not in it.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(Int64(liveSeconds))
        let contests = contests.sorted { $0.key < $1.key }
        writer.put(UInt32(contests.count))
        for (horizon, contest) in contests {
            writer.put(Int64(horizon))
            let (champion, challenger) = contest.errors
            writer.put(champion)
            writer.put(challenger)
        }
        return writer.bytes
    }

    /// Goes on with what ``encoded()`` has kept.
    ///
    /// - Parameters:
    ///   - bytes: Nothing begins anew.
    ///   - rules: What counts; when fewer seconds count than before, the newest do.
    /// - Throws: ``ForecastingError/unreadableArtifact(_:)``.
    public init(resuming bytes: [UInt8], rules: Rules = Rules()) throws(ForecastingError) {
        self.init(rules: rules)
        guard !bytes.isEmpty else { return }
        var reader = ByteReader(bytes[...])
        let seconds = try reader.integer(Int64.self)
        guard (0...Int64(Int32.max)).contains(seconds) else {
            throw .unreadableArtifact("a challenge of \(seconds) s")
        }
        liveSeconds = Int(seconds)
        for _ in 0..<(try reader.listCount(of: 16)) {
            let horizon = Int(try reader.integer(Int64.self))
            let (champion, challenger) = (try reader.doubles(), try reader.doubles())
            guard champion.count == challenger.count else {
                throw .unreadableArtifact("a challenge compares unequal numbers of errors")
            }
            var contest = Contest(capacity: rules.liveSeconds)
            for (ours, theirs) in zip(champion, challenger) { contest.append(champion: ours, challenger: theirs) }
            contests[horizon] = contest
        }
        guard reader.isAtEnd else { throw .unreadableArtifact("there is more in it than a challenge") }
    }
}
