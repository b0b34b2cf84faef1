import Foundation
import Testing

/// What commands say when they cannot do what they are asked.
@Suite struct CommandErrorTests {
    /// What was asked for does not come about: one line says why, and nothing else.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (["validate", "--config", "/no/such.yaml"], "/no/such.yaml"),
            (["serve", "--config", "/no/such.yaml"], "/no/such.yaml"),
            (["replay", "--config", "/no/such.yaml", "--slice", "1"], "/no/such.yaml"),
            (
                ["extract", "--from", "0", "--to", "9", "--prometheus", "http://127.0.0.1:1", "--output", "x"],
                "127.0.0.1:1"
            ),
            (["extract", "--from", "0", "--to", "9", "--output", "/no/such/x.csv"], "there is no folder /no/such"),
            (["extract", "--y", "/no/such.csv", "--output", "x.csv"], "/no/such.csv"),
            (["extract", "--token-file", "/no/token", "--from", "0", "--to", "9", "--output", "x"], "/no/token"),
            (["align", "--x", "/no/x", "--y", "/no/y", "--output-x", "a", "--output-y", "b"], "/no/x"),
            (["rank", "--x", "/no/such.csv"], "/no/such.csv"),
            (["plot", "--input", "/no/such.csv", "--output", "y.svg"], "/no/such.csv"),
            (["select", "--x", "/no/x.csv", "--y", "/no/y.csv", "--kpi", "a"], "/no/y.csv"),
            (["train", "--x", "/no/x.csv", "--y", "/no/y.csv", "--kpi", "a", "--output", "m"], "/no/y.csv"),
            (["backtest", "--x", "/no/x.csv", "--y", "/no/y.csv", "--kpi", "a"], "/no/y.csv"),
            (["forecast", "--model", "/no/m.bin", "--x", "/no/x.csv", "--y", "/no/y.csv", "--kpi", "a"], "/no/m.bin"),
            (["models", "/no/m.bin"], "/no/m.bin"),
            (["bridge", "--kafka-ca", "/no/ca.pem"], "/no/ca.pem: there is no such file"),
            (["validate", "--config", "/usr"], "/usr: a folder, not a file"),
            (["bridge", "--token-file", "/no/token", "--org", "o"], "/no/token cannot be read"),
            (["bridge", "--kafka-property", "no.such=1"], "no.such"),
            (["kafka", "check", "--kafka-user", "u", "--kafka-password-file", "/no/word"], "/no/word cannot be read"),
            (["receive", "t", "--spool", "/proc/no/spool"], "/proc/no/spool"),
            (["load", "--redis", "127.0.0.1:1", "--kpi", "/no/such/kpi.csv"], "/no/such/kpi.csv"),
            (["load", "--redis", "127.0.0.1:1", "--kpi", "/dev/null"], "127.0.0.1:1: no connection to Redis"),
        ] as [([String], String)]
    )
    func saysWhyInOneLine(arguments: [String], reason: String) async throws {
        let (status, text) = try await ServeProgram().run(arguments)
        let lines = text.split(separator: "\n").filter { !$0.contains("librdkafka 2") }
        #expect(status == 1, "\(text)")
        #expect(lines.count == 1, "\(text)")
        #expect(lines.first?.hasPrefix("Error: ") == true && text.contains(reason), "\(text)")
    }

    /// The command line itself cannot be: the command's own usage, not the program's.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            (
                ["extract", "--from", "9", "--to", "0", "--output", "x.csv"], "--from lies after --to",
                "coordinator extract"
            ),
            (
                ["extract", "--from", "0", "--to", "9", "--output", "x", "--prometheus", "ftp://a"],
                "neither http:// nor https://", "coordinator extract"
            ),
            (["bridge", "--user", "u"], "--user needs --password-file", "coordinator bridge"),
            (["bridge", "--stream", "a=b"], "--stream wants", "coordinator bridge"),
            (["kafka", "check", "--kafka-user", "u"], "--kafka-user needs", "coordinator kafka check"),
            (["kafka", "check", "--kafka-property", "x"], "NAME=VALUE", "coordinator kafka check"),
            (["replay", "--config", "c", "--slice", "1", "--x", "x"], "--x and --y go together", "coordinator replay"),
            (["serve"], "no configuration", "coordinator serve"),
            (["serve", "--config", "c", "--log-level", "loud"], "loud", "coordinator serve"),
            (["kafka", "check", "--timeout", "nan"], "--timeout is", "coordinator kafka check"),
            (["kafka", "check", "--timeout", "1e300"], "--timeout is", "coordinator kafka check"),
            (["bridge", "--linger", "nan"], "--linger", "coordinator bridge"),
            (["load", "--redis", "a:1", "--period", "nan"], "period", "coordinator load"),
            (["load", "--redis", "a:1", "--speed", "nan"], "--speed nan", "coordinator load"),
            (["load", "--redis", "a:1", "--offset", "inf"], "offset has to be", "coordinator load"),
            (["load", "--redis", "a:1", "--duration", "nan"], "--duration nan", "coordinator load"),
            (["load", "--redis", "a:1", "--rate", "inf"], "--rate inf", "coordinator load"),
            (["load", "--redis", "a:1", "--lambda", "nan"], "--lambda nan", "coordinator load"),
            (["load", "--redis", "a:1", "--amplitude", "nan"], "--amplitude nan", "coordinator load"),
            (["send", "f", "--slice", "1", "--interval", "nan"], "--interval nan", "coordinator send"),
            (["send", "f", "--slice", "1", "--duration", "inf"], "--duration inf", "coordinator send"),
            (
                ["backtest", "--x", "x", "--y", "y", "--kpi", "a", "--bound", "nan"], "--bound nan",
                "coordinator backtest"
            ),
            (
                ["forecast", "--model", "m", "--x", "x", "--y", "y", "--kpi", "a", "--bound", "inf"], "--bound inf",
                "coordinator forecast"
            ),
            (["produce", "t", "f", "nan", "m", "1", "x"], "duration", "coordinator produce"),
            (
                ["align", "--x", "x", "--y", "y", "--output-x", "./x", "--output-y", "z"], "must be different",
                "coordinator align"
            ),
            (
                ["plot", "--input", "x", "--output", "x.svg", "--minimum=-inf", "--maximum", "1"], "go together",
                "coordinator plot"
            ),
            (["rank"], "--x", "coordinator rank"), (["nonsense"], "nonsense", "coordinator"),
        ] as [([String], String, String)]
    )
    func showsTheUsageOfTheCommand(arguments: [String], reason: String, command: String) async throws {
        let (status, text) = try await ServeProgram().run(arguments)
        #expect(status == 64, "\(text)")
        #expect(text.contains(reason) && text.contains("Usage: \(command) "), "\(text)")
    }
}
