import Dispatch
import Foundation
public import KafkaTransport

/// A coordinator's connections to its group.
public struct GroupConnection: Sendable {
    /// This coordinator in its group.
    public let member: GroupMember
    /// Reads the sources; whoever wants the messages polls it, and has to poll it, for that is how the group is heard.
    public let consumer: KafkaConsumer
    let follower: TopicFollower
    let producer: KafkaProducer

    /// Makes the shared topics where they are missing, and joins the group.
    ///
    /// - Parameters:
    ///   - settings: The group and the member.
    ///   - log: Is told what librdkafka says.
    /// - Throws: ``KafkaError``, and ``SharingFault`` when a topic's partitions cannot be shared.
    public init(_ settings: SharingSettings, log: KafkaLog? = nil) async throws {
        let counts = try await Self.ensureTopics(settings, log: log)
        for topic in Ledger.Topic.allCases.map({ settings.name(of: $0) }) where counts[topic] != 1 {
            throw SharingFault(topic: topic, found: counts[topic], wanted: 1)
        }
        let count = counts[settings.shared] ?? 0
        for topic in [settings.shared] + settings.sources where counts[topic] != count || count == 0 {
            throw SharingFault(topic: topic, found: counts[topic], wanted: max(1, count))
        }
        let member = GroupMember(settings, partitionCount: count, origin: UUID().uuidString)
        var limits = KafkaProducer.Limits()
        limits.linger = .zero
        limits.patience = .seconds(5)
        limits.messageBytes = KafkaProducer.longestMessage
        producer = try KafkaProducer(settings.kafka, limits: limits, log: log)
        follower = try TopicFollower(
            settings.kafka,
            topics: Ledger.Topic.allCases.map { settings.name(of: $0) },
            log: log
        )
        consumer = try KafkaConsumer(
            settings.kafka,
            topics: settings.sources.isEmpty ? [settings.shared] : settings.sources,
            group: settings.group,
            membership: GroupMembership(session: settings.session) { member.take($0) },
            log: log
        )
        self.member = member
    }

    private static func ensureTopics(_ settings: SharingSettings, log: KafkaLog?) async throws -> [String: Int] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try KafkaTopics.ensure(settings.wishes, settings.kafka, within: .seconds(20), log: log)
                    }
                )
            }
        }
    }
}

/// A topic cannot be shared as it is.
public struct SharingFault: Error, Equatable, CustomStringConvertible {
    /// The topic.
    public var topic: String
    /// How many partitions it has; `nil` when it is not there.
    public var found: Int?
    /// How many it has to have.
    public var wanted: Int

    /// The error in words.
    public var description: String {
        "topic \(topic) must have \(wanted) partitions to be shared, found \(found.map { "\($0)" } ?? "no such topic")"
    }
}
