import ArgumentParser
import Foundation
import HTTPClient
import LoadGeneration
import Logging
import ServiceLifecycle
import UnixSignals

/// `coordinator load`: puts a service under a known load, and records what its users see.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Puts a service under a known load, and records what its users see.",
        discussion: """
            The number of clients follows one of MLO-V2's laws. With --redis each client is a connection that reads and \
            writes at random moments; a row of latency percentiles (from each operation's intended start, in \
            milliseconds) is written each second. With --command -- PROGRAM ARGUMENTS each client is a program.

              coordinator load --redis 127.0.0.1:6379 --lambda 9 --amplitude 7 --period 600 --duration 3600 --kpi y.csv
              coordinator load --law staircase --amplitude 5 --period 240 --duration 3600 --command -- cassandra-stress …
            """
    )

    enum Law: String, ExpressibleByArgument, CaseIterable {
        case sinusoid
        case staircase
    }

    enum WorkloadKind: String, ExpressibleByArgument, CaseIterable {
        case redis
        case command
    }

    @Option(help: "How the number of clients changes: sinusoid or staircase.")
    var law = Law.sinusoid
    @Option(help: "Sinusoid: the mean number of clients, and how many arrive in a minute.")
    var lambda = 9.0
    @Option(help: "Sinusoid: how far the number swings. Staircase: the clients at the top.")
    var amplitude = 7.0
    @Option(help: "Seconds from one crest to the next.")
    var period = 600.0
    @Option(help: "Sinusoid: seconds into the period at which it begins.")
    var offset = 0.0
    @Option(help: "How many seconds of the law pass in a second.")
    var speed = 1.0
    @Option(help: "How many clients work before the law's first step.")
    var initialClients = 0
    @Option(help: "How long the load lasts, in seconds.")
    var duration = 600.0
    @Option(help: "The random course: the same number gives the same load.")
    var seed: UInt64 = 1

    @Option(help: "What the clients do: redis or command.")
    var workload: WorkloadKind?
    @Option(help: "The Redis server, HOST:PORT.")
    var redis: String?
    @Option(help: "Redis: operations that each client means to start in a second.")
    var rate = 22.0
    @Flag(help: "Each client is the program after --.")
    var command = false

    @Option(help: "The file for the rows of KPIs; without it they go to the standard output.")
    var kpi: String?
    @Option(help: "The file for MLO-V2's log of timestamp,clients.")
    var logfile: String?
    @Option(help: "Where each row is posted as text/csv, such as http://127.0.0.1:13131/api/v1/slices/redis/kpi.")
    var publish: String?

    @Argument(parsing: .postTerminator, help: "The program of a client, and its arguments.")
    var program: [String] = []

    private static let clientLimit = 10_000
    private static let clientRange = "no more than \(clientLimit) clients"

    func validate() throws {
        guard speed > 0, speed.isFinite else { throw ValidationError("--speed \(speed): a positive number") }
        guard duration >= 0, duration < 1e9 else {
            throw ValidationError("--duration \(duration): a number of seconds, less than 1e9")
        }
        guard rate > 0, rate <= 1e5 else {
            throw ValidationError("--rate \(rate): more than 0 and up to 100000 operations a second")
        }
        guard (0...Self.clientLimit).contains(initialClients) else {
            throw ValidationError("--initial-clients \(initialClients): \(Self.clientRange)")
        }
        // What is no number lies in no range.
        guard amplitude.magnitude < Double(Self.clientLimit) else {
            throw ValidationError("--amplitude \(amplitude): \(Self.clientRange)")
        }
        guard law != .sinusoid || lambda < Double(Self.clientLimit) else {
            throw ValidationError("--lambda \(lambda): \(Self.clientRange)")
        }
        _ = try makeLaw()
        _ = try makeWorkload()
    }

    func run() async throws {
        let service = LoadService(
            generator: LoadGenerator(
                law: try makeLaw(),
                workload: try makeWorkload(),
                duration: .seconds(duration),
                speed: speed,
                seed: seed,
                initialClients: initialClients
            ),
            rows: try kpi.map { path throws(RowFileError) in
                try RowFile(path: path, header: KPIRow.header)
            } ?? .standardOutput(header: KPIRow.header),
            clients: try logfile.map { path throws(RowFileError) in
                try RowFile(path: path, header: "timestamp,clients")
            },
            publisher: try publish.map(Self.publisher(to:))
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                cancellationSignals: [.sigint, .sigterm],
                logger: Logger(label: "load")
            )
        )
        try await group.run()
    }

    private func makeLaw() throws -> any LoadLaw {
        do {
            return switch law {
            case .sinusoid:
                try SinusoidalLaw(
                    mean: lambda,
                    amplitude: amplitude,
                    period: period,
                    offset: offset,
                    initialClients: initialClients,
                    seed: seed
                )
            case .staircase: try StaircaseLaw(clients: Int(amplitude), period: period)
            }
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func makeWorkload() throws -> any Workload {
        let kind = workload ?? (command || !program.isEmpty ? .command : .redis)
        switch kind {
        case .command:
            guard !program.isEmpty else {
                throw ValidationError("a load of programs needs `--command -- PROGRAM ARGUMENTS`")
            }
            return CommandWorkload(command: program)
        case .redis:
            guard let redis, let colon = redis.lastIndex(of: ":"), let port = Int(redis[redis.index(after: colon)...]),
                (1...65_535).contains(port)
            else {
                throw ValidationError("a load on Redis needs `--redis HOST:PORT`")
            }
            var settings = RedisWorkload.Settings(host: String(redis[..<colon]), port: port)
            settings.operationsPerSecond = rate
            return RedisWorkload(settings)
        }
    }

    private static func publisher(to url: String) throws -> RowPublisher {
        let http = try HTTPClient()
        return RowPublisher { csv in
            let answer = try await http.send(
                HTTPRequest(
                    method: "POST",
                    url: url,
                    headers: [("content-type", "text/csv")],
                    body: Array(csv.utf8),
                    timeout: .seconds(2)
                )
            )
            switch answer.status {
            case 200..<300: return .accepted
            case 400, 413, 422: return .rejected(reason: String(decoding: answer.body, as: UTF8.self))
            default: throw LoadPublishingError(url: url, status: answer.status)
            }
        }
    }
}

/// A receiver of rows answered with a status that another attempt may change.
private struct LoadPublishingError: Error, CustomStringConvertible {
    var url: String
    var status: Int

    var description: String { "POST \(url) was answered with status \(status)" }
}
