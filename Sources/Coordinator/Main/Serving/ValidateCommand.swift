import ArgumentParser
import SRO

/// Checks a configuration file.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a configuration file without touching anything."
    )

    @Option(help: "The configuration file.")
    var config: String

    func run() throws {
        let configuration = try readConfiguration(config)
        let flavors = configuration.slices.reduce(0) { $0 + $1.flavors.count }
        let slices = configuration.slices.count
        Swift.print("\(config): nothing wrong (slices: \(slices), flavors: \(flavors))")
    }
}

/// Reads a configuration for a command.
///
/// - Throws: What ends the command with exit code 1 and the error in words.
func readConfiguration(_ file: String) throws -> Configuration {
    do {
        return try Configuration(file: file)
    } catch {
        throw ValidationFailure(description: error.description)
    }
}

/// An error that is told in words, without the usage.
struct ValidationFailure: Error, CustomStringConvertible {
    var description: String
}
