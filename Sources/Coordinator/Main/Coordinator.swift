import ArgumentParser

/// The slice coordinator's command line.
@main
struct Coordinator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Forecasts a slice's KPI and keeps it inside its service level agreement.",
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "The system at work:",
                subcommands: [ServeCommand.self, ValidateCommand.self, ReplayCommand.self]
            ),
            CommandGroup(name: "Trying it:", subcommands: [DemoCommand.self, LoadCommand.self]),
            CommandGroup(
                name: "Working on recordings:",
                subcommands: [
                    ExtractCommand.self, AlignCommand.self, RankCommand.self, PlotCommand.self, SelectCommand.self,
                    TrainCommand.self, BacktestCommand.self, ForecastCommand.self, ExplainingCommand.self,
                    ModelsCommand.self,
                ]
            ),
            CommandGroup(
                name: "Streams:",
                subcommands: [
                    ReceiveCommand.self, BridgeCommand.self, ProduceCommand.self, SendCommand.self, KafkaCommand.self,
                ]
            ),
        ]
    )

    /// Reads the command line and does what it says.
    ///
    /// Ends with 64 and the command's usage for a command line that cannot be, and with 1 and a line that says why when what
    /// it asks for does not come about.
    static func main() async {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ValidationError {
            // Whatever it is, the command line has been found to be one.
            exit(withError: CommandFailure(error.message))
        } catch {
            exit(withError: error)
        }
    }
}
