import KafkaTransport
public import SRO
import Synchronization

/// This coordinator in its group: what it knows, what is its own, and who waits for what.
///
/// ``SharingService`` does the work.
public final class GroupMember: SliceSharing {
    /// What is to be done about a change, one after the other.
    enum Event: Sendable {
        /// The group has said something.
        case group(GroupMembership.Change)
        /// Another coordinator's claim stands after ours, although the group has given us the partition.
        case superseded(Int32)
        /// This process was stopped for so long that others may have taken over.
        case paused
        /// A slice was defined anew, by the record with the ticket.
        case defined(slice: String, body: [UInt8]?, ticket: String)
    }

    /// A record on its way.
    struct Outgoing: Sendable {
        var record: SharedRecord
        var topic: Ledger.Topic
    }

    private struct Waiting {
        var continuation: CheckedContinuation<Reply, Never>
        var deadline: ContinuousClock.Instant
    }

    /// What became of a record.
    enum Reply: Sendable, Equatable {
        /// It counts, and stands there.
        case counts(offset: Int64)
        /// It does not count.
        case isVoid
        /// Nobody knows it.
        case failed(String)
    }

    private struct State {
        var ledger: Ledger
        /// What the group has given us.
        var assigned: Set<Int32> = []
        /// What we have claimed since.
        var ours: [Int32: Ledger.Owner] = [:]
        var decisionCounts: [Int32: Int64] = [:]
        var waiting: [String: Waiting] = [:]
        var queue: [Outgoing] = []
        var forgotten: [ModelKey] = []
        var ticketCount = 0
        var changeCount = 0
        var lastSign = ContinuousClock.now
        var isClosed = false

        mutating func giveUp(_ partitions: [Int32]) {
            assigned.subtract(partitions)
            for partition in partitions { ours[partition] = nil }
        }
    }

    /// Above every number that a coordinator by itself gives itself, which is the time in seconds.
    private static let firstFencing: UInt64 = 1 << 32
    /// How long a record may take until all know it.
    private static let patience: Duration = .seconds(5)

    let settings: SharingSettings
    let origin: String
    let events: AsyncStream<Event>
    let wakes: AsyncStream<Void>
    private let eventQueue: AsyncStream<Event>.Continuation
    private let waker: AsyncStream<Void>.Continuation
    private let state: Mutex<State>

    init(_ settings: SharingSettings, partitionCount: Int, origin: String) {
        self.settings = settings
        self.origin = origin
        (events, eventQueue) = AsyncStream.makeStream()
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        state = Mutex(State(ledger: Ledger(partitionCount: partitionCount)))
    }

    // MARK: What is ours

    /// Whether the group has given us the slice, and all have been told.
    public func owns(_ slice: String) -> Bool {
        state.withLock { $0.ours[$0.ledger.partition(of: slice)] != nil }
    }

    /// Whether the slice is ours, and this process has not been stopped for so long that another may have it.
    public func isSure(of slice: String) -> Bool {
        state.withLock { state in
            state.ours[state.ledger.partition(of: slice)] != nil
                && state.lastSign.duration(to: .now) < settings.longestSilence
        }
    }

    /// Grows with each claim, above what a coordinator by itself gives itself.
    public func fencing(of slice: String) -> UInt64 {
        state.withLock { state in
            guard let ours = state.ours[state.ledger.partition(of: slice)] else { return 0 }
            return Self.firstFencing + UInt64(ours.offset)
        }
    }

    /// Made of the claim's place, which is nobody else's, and a count.
    ///
    /// - Throws: ``SharingError/notOurs(slice:)``.
    public func decisionNumber(of slice: String) throws(SharingError) -> Int64 {
        let number: Int64? = state.withLock { state in
            let partition = state.ledger.partition(of: slice)
            guard let ours = state.ours[partition] else { return nil }
            // A million decisions fit under a claim.
            defer { state.decisionCounts[partition, default: 0] += 1 }
            return (ours.offset + 1) << 20 | state.decisionCounts[partition, default: 0]
        }
        guard let number else { throw .notOurs(slice: slice) }
        return number
    }

    /// What the topic of slices says of the slice's state.
    public func state(of slice: String) -> SharedState? { state.withLock { $0.ledger.states[slice] } }

    // MARK: Who is there

    /// Whose claim on the slice's partition is the newest.
    public func owner(of slice: String) -> SliceOwner? {
        state.withLock { state in
            state.ledger.owners[state.ledger.partition(of: slice)].map { owner in
                SliceOwner(name: owner.claim.name, url: owner.claim.url, isThis: owner.origin == origin)
            }
        }
    }

    /// Everybody whose claim is the newest on some partition, and this coordinator.
    public var members: [SliceOwner] {
        let owners = state.withLock { $0.ledger.owners.values.filter { $0.origin != origin } }
        let others = Set(owners.map { SliceOwner(name: $0.claim.name, url: $0.claim.url, isThis: false) })
        return (others + [SliceOwner(name: settings.name, url: settings.url, isThis: true)])
            .sorted { ($0.name, $0.url ?? "") < ($1.name, $1.url ?? "") }
    }

    /// How often the group has given or taken partitions.
    public var changeCount: Int { state.withLock { $0.changeCount } }

    // MARK: Telling

    /// Publishes, and waits until it has been read again, in its place among what the others have said.
    ///
    /// - Throws: ``SharingError``.
    public func tell(_ news: SharedNews, of slice: String) async throws(SharingError) {
        var topic = Ledger.Topic.slices
        var record = try newRecord(of: slice, isByOwner: news.isByOwner)
        switch news {
        case .definition(let body):
            let version = state.withLock { $0.ledger.versions[slice] ?? 0 } + 1
            record.definition = .init(version: version, body: body.map { .init($0) })
        case .state(let state): record.state = state
        case .model(let model):
            record.model = .init(model)
            topic = .models
        case .decision(let decision):
            record.decision = .init(decision)
            topic = .decisions
        }
        switch await reply(to: record, in: topic) {
        case .counts: return
        case .isVoid: throw news.isByOwner ? .notOurs(slice: slice) : .outrun(slice: slice)
        case .failed(let reason): throw .notTold(slice: slice, reason: reason)
        }
    }

    /// Takes an old model out of the topic of models, if the slice is still ours.
    public func forget(model version: Int, flavor: String, of slice: String) {
        guard isSure(of: slice) else { return }
        state.withLock { $0.forgotten.append(ModelKey(slice: slice, flavor: flavor, version: version)) }
        waker.yield()
    }

    private func newRecord(of slice: String, isByOwner: Bool) throws(SharingError) -> SharedRecord {
        let record: SharedRecord? = state.withLock { state in
            let ours = state.ours[state.ledger.partition(of: slice)]
            guard ours != nil || !isByOwner else { return nil }
            return SharedRecord(
                ticket: newTicket(&state),
                origin: origin,
                under: isByOwner ? ours?.ticket : nil,
                slice: slice
            )
        }
        guard let record else { throw .notOurs(slice: slice) }
        return record
    }

    private func newTicket(_ state: inout State) -> String {
        state.ticketCount += 1
        return "\(origin)-\(state.ticketCount)"
    }

    private func reply(to record: SharedRecord, in topic: Ledger.Topic) async -> Reply {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                guard !state.isClosed else { return true }
                state.waiting[Self.key(record.ticket, topic)] = Waiting(
                    continuation: continuation,
                    deadline: .now + Self.patience
                )
                state.queue.append(Outgoing(record: record, topic: topic))
                return false
            }
            if isClosed {
                continuation.resume(returning: .failed("the coordinator is stopping"))
            } else {
                waker.yield()
            }
        }
    }

    /// A claim has the same ticket in all topics.
    private static func key(_ ticket: String, _ topic: Ledger.Topic) -> String { "\(topic.rawValue) \(ticket)" }

    /// Claims a partition in all topics; what was told of its slices before is known when this returns.
    ///
    /// - Returns: Whether it is ours now, and nobody has claimed it later.
    func claim(_ partition: Int32) async -> Bool {
        var record = SharedRecord(ticket: state.withLock { newTicket(&$0) }, origin: origin)
        record.claim = .init(partition: partition, name: settings.name, url: settings.url)
        let claim = record
        let replies = await withTaskGroup(of: Reply.self) { group in
            for topic in Ledger.Topic.allCases { group.addTask { await self.reply(to: claim, in: topic) } }
            var replies: [Reply] = []
            for await reply in group { replies.append(reply) }
            return replies
        }
        for case .failed in replies { return false }
        return state.withLock { state in
            guard
                state.assigned.contains(partition), let owner = state.ledger.owners[partition],
                owner.ticket == claim.ticket
            else { return false }
            state.ours[partition] = owner
            state.decisionCounts[partition] = 0
            return true
        }
    }

    // MARK: What is read, said and done

    /// Takes what the group says, at once: what is no longer ours is left alone from here on.
    func take(_ change: GroupMembership.Change) {
        state.withLock { state in
            state.changeCount += 1
            switch change {
            case .gained(let partitions): state.assigned.formUnion(partitions)
            case .releasing(let partitions), .lost(let partitions): state.giveUp(partitions)
            }
        }
        eventQueue.yield(.group(change))
    }

    /// The slices among `ids` that are in one of the partitions.
    func slices(_ ids: [String], in partitions: [Int32]) -> [String] {
        state.withLock { state in ids.filter { partitions.contains(state.ledger.partition(of: $0)) } }
    }

    func isAssigned(_ partition: Int32) -> Bool { state.withLock { $0.assigned.contains(partition) } }

    /// Says that this process runs; one that was stopped for too long owns nothing any more.
    func giveSign() {
        let (wasPaused, late) = state.withLock { state in
            let now = ContinuousClock.now
            let wasPaused = state.lastSign.duration(to: now) >= settings.longestSilence && !state.assigned.isEmpty
            state.lastSign = now
            if wasPaused { state.giveUp(Array(state.assigned)) }
            let late = state.waiting.filter { $0.value.deadline < now }
            for key in late.keys { state.waiting[key] = nil }
            return (wasPaused, late.values.map(\.continuation))
        }
        if wasPaused { eventQueue.yield(.paused) }
        for continuation in late { continuation.resume(returning: .failed("no answer within \(Self.patience)")) }
    }

    /// Takes the next record of a topic.
    ///
    /// - Returns: Whether it is news: it counts, and another coordinator has said it.
    func read(_ record: SharedRecord, in topic: Ledger.Topic, at offset: Int64) -> Bool {
        let counts = state.withLock { state in
            let counts = state.ledger.read(record, in: topic, at: offset)
            if topic == .slices, let claim = record.claim, state.ours[claim.partition] != nil, record.origin != origin {
                state.ours[claim.partition] = nil
                eventQueue.yield(.superseded(claim.partition))
            }
            return counts
        }
        if counts, let slice = record.slice, let definition = record.definition {
            let body = definition.body.map { Array($0) }
            // Who waits for it waits until it is in force.
            eventQueue.yield(.defined(slice: slice, body: body, ticket: record.ticket))
            return true
        }
        answer(record.ticket, topic, counts ? .counts(offset: offset) : .isVoid)
        return counts && record.origin != origin
    }

    func answer(_ ticket: String, _ topic: Ledger.Topic, _ reply: Reply) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: Self.key(ticket, topic)) }
        waiting?.continuation.resume(returning: reply)
    }

    /// What is to be sent now.
    func takeQueue() -> [Outgoing] {
        state.withLock { state in
            defer { state.queue = [] }
            return state.queue
        }
    }

    /// The models that are to be taken out of their topic now.
    func takeForgotten() -> [ModelKey] {
        state.withLock { state in
            defer { state.forgotten = [] }
            return state.forgotten
        }
    }

    /// Nothing is told any more.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting.values.map(\.continuation)
        }
        for continuation in waiting { continuation.resume(returning: .failed("the coordinator is stopping")) }
        eventQueue.finish()
        waker.finish()
    }
}

extension SharedNews {
    /// Whether only the slice's owner can say it.
    fileprivate var isByOwner: Bool {
        if case .definition = self { false } else { true }
    }
}

extension SharingSettings {
    /// A process that was silent for so long may have been given up by the group.
    var longestSilence: Duration { session / 2 }
}
