internal import CRDKafka

/// The one owner of a client of librdkafka.
///
/// May be used from every thread: "The API is completely thread-safe and the calling application may call any of the API
/// functions from any of its own threads at any time" (librdkafka, INTRODUCTION.md, "Threads and callbacks").
final class KafkaHandle: @unchecked Sendable {
    /// Lives as long as this object.
    let client: OpaquePointer
    /// What librdkafka says between calls.
    let events: KafkaEvents

    init(
        _ kind: rd_kafka_type_t,
        _ pairs: [(String, String)],
        log: KafkaLog?,
        membership: GroupMembership? = nil,
        configure: (OpaquePointer) -> Void = { _ in }
    ) throws(KafkaError) {
        let events = KafkaEvents(log: log, membership: membership)
        guard let configuration = rd_kafka_conf_new() else {
            throw .failed(operation: "configuration", name: "_", reason: "no memory")
        }
        var text = [CChar](repeating: 0, count: 512)
        for (property, value) in pairs {
            let status = rd_kafka_conf_set(configuration, property, value, &text, text.count)
            guard status == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(configuration)
                let shown = property.contains("password") ? "(hidden)" : value
                throw .setting(property: property, value: shown, reason: Self.string(text))
            }
        }
        // The callbacks get `events`, which this object keeps alive for longer than the client.
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(events).toOpaque())
        rd_kafka_conf_set_error_cb(configuration) { _, code, reason, opaque in
            guard let opaque, let reason else { return }
            let events = Unmanaged<KafkaEvents>.fromOpaque(opaque).takeUnretainedValue()
            events.report(rd_kafka_resp_err_t(code), String(cString: reason))
        }
        rd_kafka_conf_set_log_cb(configuration) { client, level, _, text in
            guard let client, let text, let opaque = rd_kafka_opaque(client) else { return }
            let events = Unmanaged<KafkaEvents>.fromOpaque(opaque).takeUnretainedValue()
            events.write(level: level, String(cString: text))
        }
        if membership != nil {
            rd_kafka_conf_set_rebalance_cb(configuration) { client, code, list, opaque in
                guard let client, let opaque else { return }
                Unmanaged<KafkaEvents>.fromOpaque(opaque).takeUnretainedValue().rebalance(client, code, list)
            }
        }
        configure(configuration)
        // Takes the configuration over, but not when it fails.
        guard let client = rd_kafka_new(kind, configuration, &text, text.count) else {
            rd_kafka_conf_destroy(configuration)
            throw .failed(operation: "client", name: "_INVALID_ARG", reason: Self.string(text))
        }
        self.events = events
        self.client = client
    }

    deinit {
        rd_kafka_destroy(client)
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
