import ArgumentParser
import Foundation
import SRO
import Store

/// `coordinator explain`: why a forecast, or a decision, is what it is.
struct ExplainingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what each input adds to a forecast, or tell a decision in words.",
        subcommands: [ExplainCommand.self, ExplainDecisionCommand.self],
        defaultSubcommand: ExplainCommand.self
    )
}

/// `coordinator explain decision`: a decision in words.
struct ExplainDecisionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decision",
        abstract: "Tell a decision in words: on which forecast, by which rule, and what came of it.",
        discussion: "  coordinator explain decision 17 --config coordinator.yaml"
    )

    @Argument(help: "The decision's number.")
    var number: Int64
    @Option(help: "The configuration file, which names the store.")
    var config: String

    func run() async throws {
        let store = try Store(path: readConfiguration(config).store)
        guard let stored = try await store.decision(number), let record = DecisionRecord(stored) else {
            throw ValidationFailure(description: "the store has no decision \(number)")
        }
        var text = "Decision \(record.id), slice \(record.decision.slice)\n\n\(record.explanation)\n"
        if !record.decision.contributions.isEmpty {
            var table = TextTable(header: ["input", "adds to the forecast"])
            for part in record.decision.contributions {
                table.append([part.name, (part.value >= 0 ? "+" : "") + ForecastRow.number(part.value)])
            }
            text += "\n\(table.text)"
        }
        if !record.decision.inputs.isEmpty {
            var table = TextTable(header: ["input", "value"])
            for input in record.decision.inputs {
                table.append([input.name, input.value.map(ForecastRow.number) ?? "missing"])
            }
            text += "\n\(table.text)"
        }
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
