public import Collectors
internal import SlidingWindow

/// Samples the chosen collectors into sliding windows.
///
/// A round brings the same series in the same order nearly always, so each sample is first compared with the series that
/// stood at its place the last time; only when that fails is the table of all series asked.
public final class WindowSampler {
    /// How often, and over which spans.
    public let settings: SamplingSettings
    /// Samples that were dropped because there were too many series.
    public private(set) var droppedSamples: UInt64 = 0
    /// Rounds taken.
    public private(set) var rounds: UInt64 = 0
    private let round: CollectionRound
    private let isWanted: (UnsafeBufferPointer<UInt8>) -> Bool
    private let page = SamplePage()
    private(set) var series: [SampledSeries] = []
    /// For each place in a round, the series that stood there last; -1 for one that is not kept.
    private var places: [Int32] = []
    private var indexByHash: [UInt64: Int32] = [:]
    /// The series by family, in the order of their first appearance; rebuilt when a series comes or goes.
    private(set) var groups: [[Int]] = []
    private var areGroupsStale = true
    private var lastMilliseconds = Int64.min

    /// Makes a sampler without samples.
    ///
    /// - Parameters:
    ///   - round: The collectors.
    ///   - settings: How often, and over which spans.
    ///   - former: Whose samples it begins with, where they were taken as often and over the same spans.
    ///   - isWanted: Which families are kept, by name.
    public init(
        _ round: CollectionRound,
        settings: SamplingSettings,
        continuing former: WindowSampler? = nil,
        keeping isWanted: @escaping (UnsafeBufferPointer<UInt8>) -> Bool = { _ in true }
    ) {
        (self.round, self.settings, self.isWanted) = (round, settings, isWanted)
        guard let former, former.settings == settings else { return }
        (rounds, droppedSamples, lastMilliseconds) = (former.rounds, former.droppedSamples, former.lastMilliseconds)
        series = former.series.filter { $0.name.withUnsafeBufferPointer(isWanted) }
        index()
    }

    /// How many series there are.
    public var seriesCount: Int { series.count }

    /// Reads the kernel once.
    ///
    /// - Parameter milliseconds: The present time since the Unix epoch. When it is before that of the last round, the clock
    ///   was set back, and all samples are forgotten: their time stamps mean nothing any more.
    public func sample(at milliseconds: Int64) {
        if milliseconds <= lastMilliseconds {
            for index in series.indices { series[index].removeAll() }
        }
        lastMilliseconds = milliseconds
        rounds += 1
        round.collect(into: page)
        page.bytes.withUnsafeBufferPointer { arena in
            for family in page.families.indices {
                take(family, arena, at: milliseconds)
            }
        }
        if rounds.isMultiple(of: 64) { removeStale(at: milliseconds) }
    }

    private func take(_ index: Int, _ arena: UnsafeBufferPointer<UInt8>, at milliseconds: Int64) {
        let family = page.families[index]
        let name = arena[family.name]
        for place in page.samples(ofFamily: index) {
            while places.count <= place { places.append(-2) }
            let sample = page.samples[place]
            let labels = arena[sample.labels]
            var known = Int(places[place])
            if known == -2 || known >= 0 && !series[known].isCalled(name, labels) || known == -1 {
                known = find(name, labels, isCounter: family.kind.isCounter)
                places[place] = Int32(known)
            }
            guard known >= 0 else { continue }
            series[known].append(sample.value, at: milliseconds)
            if settings.historyMilliseconds > 0 {
                // On the grid of the interval, from which a sample is a few milliseconds off: a steady rhythm costs a
                // bit a sample, an unsteady one two bytes.
                let nominal = milliseconds - milliseconds % settings.intervalMilliseconds
                let oldest = nominal - settings.historyMilliseconds
                series[known].history.append(sample.value, at: nominal, keepingFrom: oldest)
            }
        }
    }

    /// The series of that name, made when it is new; -1 when it is not to be kept.
    private func find(_ name: UnsafeBufferPointer<UInt8>, _ labels: UnsafeBufferPointer<UInt8>, isCounter: Bool) -> Int
    {
        let key = hash(name, labels)
        if let known = indexByHash[key], series[Int(known)].isCalled(name, labels) { return Int(known) }
        guard isWanted(name) else { return -1 }
        guard series.count < settings.seriesLimit else {
            droppedSamples += 1
            return -1
        }
        series.append(
            SampledSeries(
                name: Array(name),
                labels: Array(labels),
                isCounter: isCounter,
                capacity: settings.windowCapacity
            )
        )
        indexByHash[key] = Int32(series.count - 1)
        areGroupsStale = true
        return series.count - 1
    }

    /// Forgets series without a sample in the longest span or the history, such as those of an interface that was taken
    /// away.
    private func removeStale(at milliseconds: Int64) {
        let oldest = milliseconds - max(settings.spansMilliseconds.last ?? 0, settings.historyMilliseconds)
        guard series.contains(where: { $0.lastMilliseconds < oldest }) else { return }
        series.removeAll { $0.lastMilliseconds < oldest }
        index()
    }

    private func index() {
        indexByHash.removeAll(keepingCapacity: true)
        for (index, one) in series.enumerated() {
            one.name.withUnsafeBufferPointer { name in
                one.labels.withUnsafeBufferPointer { indexByHash[hash(name, $0)] = Int32(index) }
            }
        }
        places.removeAll(keepingCapacity: true)
        areGroupsStale = true
    }

    /// The groups, up to date.
    func currentGroups() -> [[Int]] {
        guard areGroupsStale else { return groups }
        areGroupsStale = false
        var indexByName: [[UInt8]: Int] = [:]
        groups.removeAll(keepingCapacity: true)
        for (index, one) in series.enumerated() {
            if let group = indexByName[one.name] {
                groups[group].append(index)
            } else {
                indexByName[one.name] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    private func hash(_ name: UnsafeBufferPointer<UInt8>, _ labels: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 0xff) &* 0x100_0000_01b3
        for byte in labels { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}

extension SampledSeries {
    fileprivate func isCalled(_ name: UnsafeBufferPointer<UInt8>, _ labels: UnsafeBufferPointer<UInt8>) -> Bool {
        self.labels.count == labels.count && self.name.count == name.count && self.labels.elementsEqual(labels)
            && self.name.elementsEqual(name)
    }
}
