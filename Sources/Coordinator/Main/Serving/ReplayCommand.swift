import ArgumentParser
import Foundation
import Recordings
import SRO
import Store

/// `coordinator replay`: runs a recording through the code that serves.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run a recorded day through the code that serves, and show what would have been decided.",
        discussion: """
            The recording is what a coordinator has recorded itself (the store of the configuration), files of series and KPIs, or \
            the dump of Kafka topics, one message a line. Models come from the store, or are trained on the recording's \
            beginning. Equal recordings give equal bytes. Files that `extract` has made of Prometheus are --x files.

              coordinator replay --config coordinator.yaml --slice 1
              coordinator replay --config coordinator.yaml --slice 1 --x x.csv --y y.csv --train 3600
              coordinator replay --config coordinator.yaml --slice 1 --dump topics.jsonl --train 3600
            """
    )

    @Option(help: "The configuration file with the slice and the policy.")
    var config: String
    @Option(help: "The slice's id.")
    var slice: String
    @Option(help: "The file of the series: timestamp,SERIES…")
    var x: String?
    @Option(help: "The file of the KPIs: timestamp,KPI…")
    var y: String?
    @Option(help: "The dump of Kafka topics: samples and KPIs, one message a line.")
    var dump: String?
    @Option(help: "The first UTC second; the recording's first when it is not given.")
    var from: Int64?
    @Option(help: "The last UTC second; the recording's last when it is not given.")
    var to: Int64?
    @Option(
        help:
            "Train the first flavor's model on so many seconds of the recording, instead of taking the store's models."
    )
    var train: Int?
    @Flag(help: "Take changes to have been carried out.")
    var act = false
    @Flag(help: "Let a model act that has not passed the gate.")
    var override = false
    @Option(help: "Also write every forecast to this file, one JSON object a line.")
    var forecasts: String?

    func validate() throws {
        guard (x == nil) == (y == nil) else { throw ValidationError("--x and --y go together") }
        if let from, let to, from > to { throw ValidationError("--from lies after --to") }
        if let train, train < 1 { throw ValidationError("--train \(train): at least one second") }
    }

    func run() async throws {
        let configuration = try readConfiguration(config)
        guard let slice = configuration.slices.first(where: { $0.id == slice }) else {
            throw ValidationFailure(description: "\(config) has no slice \(self.slice)")
        }
        let recording = try await recording(of: slice, configuration)
        var models: [FlavorModel] = []
        var seconds = recording[...]
        if let train {
            models = [
                try Replay.model(of: slice, flavor: slice.initialFlavor, from: Array(recording.prefix(train)))
            ]
            seconds = recording.dropFirst(train)
        } else {
            models = try await Replay.models(of: slice, in: Store(path: configuration.store))
        }
        guard !models.isEmpty else {
            throw ValidationFailure(description: "the store has no model of slice \(slice.id); --train makes one")
        }
        let mode: OrchestrationMode = act ? .act : .dryRun
        var replay = Replay(
            slice: slice,
            models: models,
            flavor: slice.initialFlavor,
            mode: mode,
            isOverridden: override
        )
        var output = LineFile(FileHandle.standardOutput)
        var forecastFile = try forecasts.map { try LineFile(path: $0) }
        for second in seconds {
            for line in replay.run(second) {
                let bytes = line.json(of: slice)
                if case .forecast = line {
                    try forecastFile?.write(bytes)
                } else {
                    try output.write(bytes)
                }
            }
        }
        try output.flush()
        try forecastFile?.flush()
        let words = "replay: \(seconds.count) seconds, \(replay.changeCount) changes of the flavor\n"
        FileHandle.standardError.write(Data(words.utf8))
    }

    private func recording(of slice: Slice, _ configuration: Configuration) async throws -> [Replay.Second] {
        let span = (from ?? 0)...max(from ?? 0, to ?? Int64.max / 4)
        if let dump { return try KafkaDump(file: dump, slice: slice).seconds.filter { span.contains($0.second) } }
        guard let x, let y else {
            return try await Replay.seconds(of: slice, in: Store(path: configuration.store), within: span)
        }
        let recording = try Recording(x: x, y: y, kpi: slice.kpi.name)
        return recording.seconds.indices.filter { span.contains(recording.seconds[$0]) }.map { row in
            Replay.Second(
                second: recording.seconds[row],
                values: zip(recording.names, recording.columns).map { ($0, $1[row]) },
                kpi: recording.target[row]
            )
        }
    }
}

/// Writes lines in large pieces.
struct LineFile {
    private static let pieceSize = 1 << 16
    private let handle: FileHandle
    private var bytes: [UInt8] = []

    init(_ handle: FileHandle) {
        self.handle = handle
    }

    /// - Throws: ``ValidationFailure`` when the file cannot be made.
    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw ValidationFailure(description: "cannot write \(path)")
        }
        handle = try FileHandle(forWritingTo: URL(filePath: path))
    }

    mutating func write(_ line: [UInt8]) throws {
        bytes += line
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count > Self.pieceSize { try flush() }
    }

    mutating func flush() throws {
        try handle.write(contentsOf: Data(bytes))
        bytes.removeAll(keepingCapacity: true)
    }
}
