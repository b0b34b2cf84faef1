internal import CRDKafka

extension KafkaConsumer {
    /// Reads again what has been published since a time, as far as partitions are this member's.
    ///
    /// - Parameters:
    ///   - partitions: Of all topics.
    ///   - milliseconds: Since the Unix epoch.
    /// - Throws: ``KafkaError``; reading goes on where it was then.
    public func rewind(_ partitions: [Int32], to milliseconds: Int64) throws(KafkaError) {
        guard isOpen else { throw .closed }
        let capacity = Int32(clamping: topics.count * partitions.count)
        guard
            let times = rd_kafka_topic_partition_list_new(capacity),
            let places = rd_kafka_topic_partition_list_new(capacity)
        else { throw .failed(operation: "rewinding", name: "_", reason: "no memory") }
        defer {
            rd_kafka_topic_partition_list_destroy(times)
            rd_kafka_topic_partition_list_destroy(places)
        }
        for topic in topics {
            for partition in partitions {
                rd_kafka_topic_partition_list_add(times, topic, partition)?.pointee.offset = milliseconds
            }
        }
        try check("offsets by time", rd_kafka_offsets_for_times(handle.client, times, 1_000))
        for position in 0..<Int(times.pointee.cnt) {
            let found = times.pointee.elems[position]
            // Where nothing is that new, brokers say so by -1, and Tansu by 0.
            guard found.err == RD_KAFKA_RESP_ERR_NO_ERROR, found.offset > 0, let topic = found.topic else { continue }
            rd_kafka_topic_partition_list_add(places, topic, found.partition)?.pointee.offset = found.offset
        }
        guard places.pointee.cnt > 0, let error = rd_kafka_seek_partitions(handle.client, places, 1_000) else { return }
        defer { rd_kafka_error_destroy(error) }
        throw .failed("rewinding", rd_kafka_error_code(error), reason: String(cString: rd_kafka_error_string(error)))
    }
}
