import KafkaTransport
public import Logging
public import SRO
public import ServiceLifecycle
public import Store

/// Keeps this coordinator's part in its group: reads and fills the shared topics, claims what the group gives, hands over
/// what it wants back.
public struct SharingService: Service {
    private let member: GroupMember
    private let consumer: KafkaConsumer
    private let follower: TopicFollower
    private let producer: KafkaProducer
    private let catalogue: SliceCatalogue
    private let store: Store
    private let logger: Logger

    /// Prepares the work.
    ///
    /// - Parameters:
    ///   - connection: The group.
    ///   - catalogue: All slices, whoever has them.
    ///   - store: Keeps what the others say.
    ///   - logger: Is told what is out of the ordinary.
    public init(_ connection: GroupConnection, catalogue: SliceCatalogue, store: Store, logger: Logger) {
        (member, consumer) = (connection.member, connection.consumer)
        (follower, producer) = (connection.follower, connection.producer)
        self.catalogue = catalogue
        self.store = store
        self.logger = logger
    }

    /// Works until the graceful shutdown.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await follow() }
                group.addTask { await send() }
                group.addTask { await change() }
            }
        } onGracefulShutdown: {
            member.close()
        }
        await follower.close()
        await producer.close()
    }

    // MARK: Topics

    private func follow() async {
        let topics = Dictionary(uniqueKeysWithValues: Ledger.Topic.allCases.map { (member.settings.name(of: $0), $0) })
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                member.giveSign()
                do {
                    for message in try await follower.poll(within: .milliseconds(100)) {
                        guard let topic = topics[message.topic] else { continue }
                        guard !message.value.isEmpty else {
                            await forget(message.key)
                            continue
                        }
                        guard let record = SharedRecord(message.value) else {
                            logger.warning("a shared record cannot be read", metadata: ["topic": "\(message.topic)"])
                            continue
                        }
                        // What is news has to be in the store before a claim that stands after it is answered.
                        if member.read(record, in: topic, at: message.offset) { await keep(record) }
                    }
                } catch {
                    return
                }
            }
        }
    }

    private func keep(_ record: SharedRecord) async {
        guard let slice = record.slice, record.model != nil || record.decision != nil else { return }
        do {
            let state = try await store.slice(id: slice, elseFlavor: "", mode: "", milliseconds: 0)
            if let model = record.model { try await store.put(StoredModel(model), slice: state.key) }
            if let decision = record.decision { try await store.put(StoredDecision(decision, slice: state.key)) }
        } catch {
            logger.error(
                "what another coordinator has said cannot be kept",
                metadata: ["slice": "\(slice)", "key": "\(record.key)", "error": "\(error)"]
            )
        }
    }

    /// What was taken out of the topic of models goes from the store, too.
    private func forget(_ key: [UInt8]) async {
        guard let model = ModelKey(key) else { return }
        do {
            try await store.removeModel(version: model.version, flavor: model.flavor, slice: model.slice)
        } catch {
            logger.error("an old model cannot be forgotten", metadata: ["key": "\(model.text)", "error": "\(error)"])
        }
    }

    private func sendTombstones() async {
        var batch = KafkaBatch()
        for model in member.takeForgotten() { batch.appendTombstone(key: model.text.utf8) }
        guard !batch.isEmpty else { return }
        do {
            try await producer.send(batch, to: member.settings.name(of: .models))
        } catch {
            logger.warning("old models stay in their topic", metadata: ["error": "\(error)"])
        }
    }

    private func send() async {
        for await _ in member.wakes {
            await sendTombstones()
            let queue = member.takeQueue()
            for topic in Ledger.Topic.allCases {
                let records = queue.filter { $0.topic == topic }.map(\.record)
                guard !records.isEmpty else { continue }
                var batch = KafkaBatch()
                for record in records { batch.append(record.bytes, key: record.key.utf8) }
                do {
                    try await producer.send(batch, to: member.settings.name(of: topic))
                } catch {
                    // Those that did arrive are answered when they are read.
                    for record in records { member.answer(record.ticket, topic, .failed("\(error)")) }
                }
            }
        }
    }

    // MARK: Changes

    private func change() async {
        for await event in member.events {
            switch event {
            case .group(.gained(let partitions)): await claim(partitions)
            case .group(.releasing(let partitions)): await release(partitions)
            case .group(.lost(let partitions)):
                logger.warning("the group has given slices to others", metadata: ["partitions": "\(partitions)"])
                await takeUp()
            case .superseded(let partition):
                logger.warning("another coordinator has claimed slices", metadata: ["partition": "\(partition)"])
                await takeUp()
                await claim([partition])
            case .paused:
                logger.warning("this process was stopped; its slices are left alone until the group gives them again")
                await takeUp()
                do { try await consumer.rejoin() } catch {
                    logger.error("the group cannot be joined again", metadata: ["error": "\(error)"])
                }
            case .defined(let slice, let body, let ticket):
                do {
                    try await catalogue.take(body, of: slice)
                    member.answer(ticket, .slices, .counts(offset: 0))
                } catch {
                    let words = "\(error)"
                    logger.error("a slice is left out", metadata: ["slice": "\(slice)", "error": "\(words)"])
                    member.answer(ticket, .slices, .failed(words))
                }
            }
        }
    }

    private func claim(_ partitions: [Int32]) async {
        var open = partitions
        while true {
            open = open.filter { member.isAssigned($0) }
            guard !open.isEmpty, !Task.isCancelled, !Task.isShuttingDownGracefully else { break }
            let claimed = open
            let unanswered = await withTaskGroup(of: Int32?.self) { group in
                for partition in claimed {
                    group.addTask { await member.claim(partition) ? nil : partition }
                }
                var unanswered: [Int32] = []
                for await partition in group { if let partition { unanswered.append(partition) } }
                return unanswered
            }
            open = unanswered
            guard !open.isEmpty else { break }
            logger.error("slices cannot be claimed; trying again", metadata: ["partitions": "\(open)"])
            do { try await Task.sleep(for: .seconds(1)) } catch { break }
        }
        logger.notice("took slices over", metadata: ["partitions": "\(partitions)"])
        await takeUp()
        do {
            // The second that has just passed is forecast from at once, not the one after it.
            try await consumer.rewind(partitions, to: WallClock.system.milliseconds - 1_000)
        } catch {
            logger.warning("the last second is left out", metadata: ["error": "\(error)"])
        }
    }

    /// Another coordinator waits: what has begun here is brought to its end first.
    private func release(_ partitions: [Int32]) async {
        await catalogue.waitForChanges(in: { member.slices($0, in: partitions) }, within: .seconds(10))
        await takeUp()
        logger.notice("hands slices over", metadata: ["partitions": "\(partitions)"])
        do { try await consumer.release(partitions) } catch {
            logger.error("slices cannot be handed over", metadata: ["error": "\(error)"])
        }
    }

    private func takeUp() async {
        do { try await catalogue.takeUp() } catch {
            logger.error("the slices cannot be taken up", metadata: ["error": "\(error)"])
        }
    }
}
