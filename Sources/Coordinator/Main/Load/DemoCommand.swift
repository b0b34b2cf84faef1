import ArgumentParser
import Demo
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// `coordinator demo`: the whole loop on one machine.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows the whole loop on this machine: from the kernel to a decision.",
        discussion: """
            Starts Redis, the edge agent, the load and the coordinator; profiles, trains, forecasts and orchestrates; ends \
            with a summary and takes everything away, also after Ctrl-C. As root the link of Redis is limited for real \
            (network namespace, veth, tc); otherwise the actuator stays in dry-run.
            """
    )

    @Flag(help: "The short demo: about three minutes, forecasts of 5 s.")
    var fast = false
    @Flag(help: "The long demo: about 36 minutes, two periods of five minutes in each phase.")
    var long = false
    @Option(help: "How the load comes and goes: sinusoid or staircase.", transform: DemoCommand.law(named:))
    var law = DemoSettings.Law.sinusoid
    @Option(help: "The file for the report with the plots.")
    var report: String?
    @Option(help: "The file for the report as JSON.")
    var json: String?
    @Flag(help: "Keep the demo's directory with the store and the programs' output.")
    var keep = false

    private static func law(named name: String) throws -> DemoSettings.Law {
        guard let law = DemoSettings.Law(rawValue: name) else {
            throw ValidationError("there is no law \(name): it is sinusoid or staircase")
        }
        return law
    }

    func validate() throws {
        guard !(fast && long) else { throw ValidationError("--fast and --long: the demo is either short or long") }
    }

    func run() async throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var settings = fast ? DemoSettings.fast : long ? .long : .full
        settings.law = law
        let demo = Demo(
            settings: settings,
            programs: try DemoPrograms(coordinator: executable),
            console: Console(.standardOutput),
            keepsFiles: keep
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: DemoService(demo: demo, reportPath: report, jsonPath: json),
                        successTerminationBehavior: .gracefullyShutdownGroup
                    )
                ],
                cancellationSignals: [.sigint, .sigterm, .sighup],
                logger: Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        do {
            try await group.run()
        } catch is CancellationError {
            // As the shell reports a program that Ctrl-C has ended.
            throw ExitCode(130)
        }
    }
}

/// Runs the demo and writes its reports.
private struct DemoService: Service {
    let demo: Demo
    let reportPath: String?
    let jsonPath: String?

    func run() async throws {
        let report = try await demo.run()
        try FileHandle.standardOutput.write(contentsOf: Data("\(report.summary)\n".utf8))
        if let reportPath {
            try report.html().write(toFile: reportPath, atomically: true, encoding: .utf8)
            try FileHandle.standardOutput.write(contentsOf: Data("\nReport with plots: \(reportPath)\n".utf8))
        }
        if let jsonPath {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(report).write(to: URL(fileURLWithPath: jsonPath))
        }
    }
}
