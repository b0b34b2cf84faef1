internal import CRDKafka

/// The librdkafka that this process has loaded.
public enum KafkaLibrary {
    /// Its version, such as `2.0.2`.
    public static var version: String { String(cString: rd_kafka_version_str()) }

    /// What is wrong with this version; `nil` when nothing is known to be.
    public static var warning: String? { warning(number: number, version: version) }

    /// Its version in its own form, `0xMMmmrrxx`.
    static var number: Int { Int(rd_kafka_version()) }

    /// The first version that skips the tagged fields in an ApiVersions answer.
    private static let firstSoundNumber = 0x0201_01ff

    package static func warning(number: Int, version: String) -> String? {
        guard number < firstSoundNumber else { return nil }
        return """
            librdkafka \(version) is older than 2.1.1: it cannot read the tagged fields that newer brokers put into their \
            ApiVersions answer and then never connects to them
            """
    }
}
