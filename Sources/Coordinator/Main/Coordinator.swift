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
                subcommands: [ReceiveCommand.self, BridgeCommand.self, ProduceCommand.self, KafkaCommand.self]
            ),
        ]
    )
}
