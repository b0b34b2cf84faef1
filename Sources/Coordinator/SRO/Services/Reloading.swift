public import MetricModel

/// Reads the configuration again while the slices are at work.
///
/// What cannot be used changes nothing, and shows in the metrics until the next reload succeeds.
public actor Reloading {
    /// A reload is under way already.
    public struct Busy: Error, CustomStringConvertible {
        /// The error in words.
        public var description: String { "the configuration is being read already; try again when that is done" }
    }

    /// The configuration could not be taken; the one from before is in force.
    public struct Refusal: Error, Equatable, CustomStringConvertible {
        /// What is wrong with it.
        public var reason: String
        /// The error in words.
        public var description: String { "the configuration from before stays in force: \(reason)" }
    }

    private let orchestration: Orchestration
    private let readSlices: @Sendable () async throws -> [Slice]
    private var isUnderWay = false
    private var lastSucceeded = true
    private var lastSuccessMilliseconds: Int64

    /// Prepares for reloads of what `orchestration` has just been made from.
    ///
    /// - Parameters:
    ///   - orchestration: What is told about the slices.
    ///   - readSlices: Reads the configuration; an error it throws refuses the reload.
    public init(_ orchestration: Orchestration, readSlices: @escaping @Sendable () async throws -> [Slice]) {
        self.orchestration = orchestration
        self.readSlices = readSlices
        lastSuccessMilliseconds = orchestration.milliseconds
    }

    /// Reads the configuration and puts it in force.
    ///
    /// - Returns: How many slices are at work now.
    /// - Throws: ``Refusal`` when the configuration cannot be taken, ``Busy`` when another reload is under way.
    @discardableResult
    public func reload() async throws -> Int {
        guard !isUnderWay else { throw Busy() }
        isUnderWay = true
        defer { isUnderWay = false }
        do {
            let slices = try await readSlices()
            try await orchestration.replaceSlices(with: slices)
            lastSucceeded = true
            lastSuccessMilliseconds = orchestration.milliseconds
            return slices.count
        } catch {
            lastSucceeded = false
            throw Refusal(reason: "\(error)")
        }
    }

    /// How the last reload went.
    public var metricFamilies: [MetricFamily] {
        [
            MetricFamily(
                "coordinator_config_last_reload_successful",
                help: "Whether the configuration could be taken when it was read last.",
                kind: .gauge,
                samples: [Sample(labels: [:], value: lastSucceeded ? 1 : 0)]
            ),
            MetricFamily(
                "coordinator_config_last_reload_success_timestamp_seconds",
                help: "When the configuration in force was read, in seconds since the Unix epoch.",
                kind: .gauge,
                samples: [Sample(labels: [:], value: Double(lastSuccessMilliseconds) / 1000)]
            ),
        ]
    }
}
