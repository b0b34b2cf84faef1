import RedisConnection

/// Clients that read and write values in Redis, at random moments that do not wait for the answers.
public struct RedisWorkload: Workload {
    /// What each client does, and how often.
    public struct Settings: Sendable, Equatable {
        /// The server's name or address.
        public var host: String
        /// The server's TCP port.
        public var port: Int
        /// How many operations each client means to start in a second, on average.
        public var operationsPerSecond = 22.0
        /// The share of operations that read; the others write.
        public var readShare = 0.8
        /// How many values there are.
        public var keyCount = 2000
        /// How large a value is.
        public var valueBytes = 4000
        /// Operations that are overdue for longer are given up.
        public var patience = Duration.seconds(20)

        /// The usual mixture for a server at an address.
        public init(host: String, port: Int) {
            (self.host, self.port) = (host, port)
        }
    }

    let settings: Settings

    /// Describes a workload.
    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// Always: latencies are what this workload is for.
    public var recordsOperations: Bool { true }

    /// Stores all values, unless they are there.
    ///
    /// - Throws: ``RedisError``.
    public func prepare() async throws {
        try await BlockingThread.run { () throws(RedisError) in
            let redis = try RedisConnection(host: settings.host, port: settings.port, timeout: settings.patience)
            let value = [UInt8](repeating: UInt8(ascii: "v"), count: settings.valueBytes)
            guard try redis.get(Self.key(settings.keyCount - 1))?.count != value.count else {
                return
            }
            for number in 0..<settings.keyCount {
                try redis.set(Self.key(number), to: value)
            }
        }
    }

    /// Makes a client with a connection and a thread of its own.
    public func makeClient(number: Int, seed: UInt64, recorder: OperationRecorder) -> any LoadClient {
        RedisClient(settings, random: SplitMix64(seed: seed, stream: UInt64(number)), recorder: recorder)
    }

    static func key(_ number: Int) -> String { "key:\(number)" }
}
