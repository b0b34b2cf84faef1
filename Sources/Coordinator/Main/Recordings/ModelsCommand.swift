import ArgumentParser
import Foundation

/// `coordinator models`: what is in model files.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Show what is in model files: inputs, scores, training span."
    )

    @Argument(help: "The files.")
    var files: [String]
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let descriptions = try files.map { path in
            let file = try ModelFile(path: path)
            return ModelDescription(file.model, file: path, byteCount: file.byteCount)
        }
        let text = json ? try ModelDescription.json(descriptions) : descriptions.map(\.text).joined(separator: "\n")
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
