public import KafkaTransport

/// How coordinators with the same group share their slices.
public struct SharingSettings: Sendable, Equatable {
    /// How to reach the cluster.
    public var kafka: KafkaSettings
    /// The name of the group.
    public var group: String
    /// The topics that are read; empty when slices are only scraped.
    ///
    /// The partitions of the first one are what is shared.
    public var sources: [String]
    /// What the names of the topics begin with in which coordinators tell each other what they know.
    public var topics: String
    /// This coordinator's name in the group.
    public var name: String
    /// Where this coordinator's API answers for others, or `nil` when it does not say.
    public var url: String?
    /// How long the group waits for a coordinator that is silent.
    public var session: Duration

    /// Describes a group and a member.
    public init(
        kafka: KafkaSettings,
        group: String,
        sources: [String],
        topics: String,
        name: String,
        url: String? = nil,
        session: Duration = .seconds(6)
    ) {
        self.kafka = kafka
        self.group = group
        self.sources = sources
        self.topics = topics
        self.name = name
        self.url = url
        self.session = session
    }

    /// The topic whose partitions are shared.
    var shared: String { sources.first ?? "\(topics)-members" }

    func name(of topic: Ledger.Topic) -> String { "\(topics)-\(topic.rawValue)" }

    /// The topics that have to be there.
    var wishes: [KafkaTopics.Wish] {
        let compacted = ["cleanup.policy": "compact", "max.message.bytes": "\(KafkaProducer.longestMessage)"]
        let own = Ledger.Topic.allCases.map { topic in
            KafkaTopics.Wish(name(of: topic), partitionCount: 1, settings: compacted)
        }
        return own + [KafkaTopics.Wish(shared, partitionCount: Self.partitionCount)]
            + sources.dropFirst().map { KafkaTopics.Wish($0, partitionCount: Self.partitionCount) }
    }

    /// How many partitions a topic gets that is not there yet: so many coordinators can share it.
    static let partitionCount = 64
}
