/// A topic and the database that its messages go to.
public struct BridgeStream: Sendable, Equatable {
    /// The topic.
    public let topic: String
    /// The database of InfluxDB 1.x, or the bucket of 2.x.
    public let database: String
    /// What the messages are.
    public let format: LineEncoder.Format

    /// Pairs a topic with a database.
    public init(topic: String, database: String, format: LineEncoder.Format) {
        self.topic = topic
        self.database = database
        self.format = format
    }

    /// MLO-V2's five streams: KPIs, forecasts, logs, load and the selected metrics.
    public static let mloV2 = [
        BridgeStream(topic: "client-metrics", database: "slice_1_slas", format: .measurement),
        BridgeStream(topic: "sro-sla-estimations", database: "slice_1_slas", format: .measurement),
        BridgeStream(topic: "sro-slice-1-log", database: "slice_1_slas", format: .measurement),
        BridgeStream(topic: "loadgen_clients", database: "slice_1_slas", format: .measurement),
        BridgeStream(topic: "selected-metrics-5", database: "selected-metrics", format: .metric),
    ]

    /// Reads `TOPIC=DATABASE:FORMAT`, such as `client-metrics=slice_1_slas:measurement`; `nil` when it is something else.
    public init?(parsing text: String) {
        let sides = text.split(separator: "=", maxSplits: 1)
        guard sides.count == 2, let mark = sides[1].lastIndex(of: ":"),
            let format = LineEncoder.Format(rawValue: String(sides[1][sides[1].index(after: mark)...]))
        else { return nil }
        let database = String(sides[1][..<mark])
        guard !database.isEmpty else { return nil }
        self.init(topic: String(sides[0]), database: database, format: format)
    }
}
