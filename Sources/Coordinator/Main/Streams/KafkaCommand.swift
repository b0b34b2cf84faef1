import ArgumentParser
import KafkaTransport
import Logging
import Synchronization

/// `coordinator kafka`: looks after the connection to Kafka.
struct KafkaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kafka",
        abstract: "Looks after the connection to Kafka.",
        subcommands: [KafkaCheckCommand.self]
    )
}

/// `coordinator kafka check`: tells whether Kafka can be reached, and what is wrong if not.
struct KafkaCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tells whether Kafka can be reached, and what is wrong if not.",
        discussion: "Ends with 0 when every topic that was asked for can be written and read, else with 1."
    )

    @OptionGroup var kafka: KafkaOptions
    @Option(help: "How long to try, in seconds.")
    var timeout = 10.0
    @Argument(help: "Topics that have to be there.")
    var topics: [String] = []

    func validate() throws {
        guard timeout > 0, timeout <= 3_600 else {
            throw ValidationError("--timeout is more than 0 and up to 3600 seconds")
        }
    }

    func run() async throws {
        print("librdkafka \(KafkaLibrary.version)")
        if let warning = KafkaLibrary.warning { print("warning: \(warning)") }
        let settings = try kafka.settings()
        let check: KafkaCheck
        let words = Mutex<[String]>([])
        do {
            check = try KafkaCheck(settings, within: .seconds(timeout)) { line in
                words.withLock { $0.append(line.text) }
            }
        } catch {
            print("FAIL  \(kafka.brokers): \(error)")
            // What the library says between calls often tells more: a broker that hangs up, a certificate that has run out.
            for word in Self.news(in: words.withLock { $0 }, besides: "\(error)").suffix(5) { print("      \(word)") }
            if words.withLock(\.isEmpty), kafka.isEncrypted || kafka.authority != nil || kafka.certificate != nil {
                print("      Nothing came back: a port that does not speak TLS is as silent as one that is too slow.")
            }
            throw ExitCode.failure
        }
        print("ok    brokers: \(check.brokers.joined(separator: ", "))")
        var isSound = true
        for name in topics.isEmpty ? check.topics.map(\.name) : topics {
            guard let topic = check.topics.first(where: { $0.name == name }) else {
                print("FAIL  topic \(name): is not there")
                isSound = false
                continue
            }
            let isLed = topic.partitionCount > 0 && topic.ledPartitionCount == topic.partitionCount
            let partitions = "\(topic.ledPartitionCount) of \(topic.partitionCount) partitions have a leader"
            print("\(isLed ? "ok  " : "FAIL")  topic \(name): \(partitions)")
            isSound = isSound && isLed
        }
        if !isSound { throw ExitCode.failure }
    }

    /// The lines that say what no other has said: the library tells the same of each of its threads, and how often it happened.
    private static func news(in lines: [String], besides said: String) -> [String] {
        var known: Set<Substring> = []
        return lines.filter { line in
            let thread = line.hasPrefix("[thrd:") ? line.firstRange(of: "]: ") : nil
            let rest = line[(thread?.upperBound ?? line.startIndex)...]
            let core = rest[..<(rest.firstRange(of: " (after ")?.lowerBound ?? rest.endIndex)]
            return !said.contains(core) && known.insert(core).inserted
        }
    }
}
