import API
import ArgumentParser
import Configuration
import Logging
import SRO

/// Where the configuration comes from: flags come before the environment, the environment before the file.
struct ConfigurationSource {
    /// What can be said by a flag and in the environment, too.
    enum Setting: String, CaseIterable {
        case config
        case listen
        case store
        case logLevel = "log.level"

        /// What every variable's name begins with; others are not ours.
        static let prefix = "SLICE_FORECAST_"

        /// The name in the environment.
        var variable: String {
            Self.prefix + String(rawValue.map { $0 == "." ? "_" : $0 }).uppercased()
        }
    }

    /// The configuration file.
    let file: String
    /// The least severe messages to show.
    let logLevel: Logger.Level
    private let listen: ListenAddress?
    private let store: String?

    /// - Parameters:
    ///   - flags: What the command line says.
    ///   - environment: What the environment says.
    /// - Throws: `ValidationError` for a value that cannot be, and for a variable of ours that there is not.
    init(flags: [Setting: String], environment: [String: String]) throws {
        let known = Setting.allCases.map(\.variable)
        for name in environment.keys.sorted() where name.hasPrefix(Setting.prefix) && !known.contains(name) {
            throw ValidationError(
                "unknown variable \(name) in the environment; known are \(known.joined(separator: ", "))"
            )
        }
        let flags = flags.map { (AbsoluteConfigKey(ConfigKey($0.rawValue)), ConfigValue(.string($1), isSecret: false)) }
        let said = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: flags)),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "slice.forecast"),
        ])
        func value(_ setting: Setting) -> String? { said.string(forKey: ConfigKey(setting.rawValue)) }

        guard let file = value(.config) else {
            throw ValidationError("no configuration: give --config FILE or \(Setting.config.variable)")
        }
        self.file = file
        let level = value(.logLevel) ?? "info"
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw ValidationError("--log-level does not know \"\(level)\"")
        }
        self.logLevel = logLevel
        listen = try value(.listen).map { text in
            guard let address = ListenAddress(parsing: text) else {
                throw ValidationError("--listen expects HOST:PORT, found \"\(text)\"")
            }
            return address
        }
        store = value(.store)
    }

    /// Reads the file and puts what has been said elsewhere on top.
    ///
    /// - Throws: ``ConfigurationError``.
    func read() throws(ConfigurationError) -> Configuration {
        var configuration = try Configuration(file: file)
        if let listen { configuration.serving.listen = listen }
        if let store { configuration.store = store }
        return configuration
    }

    /// Reads the file again for a program that runs with `running`.
    ///
    /// - Throws: ``ConfigurationError``, also when something changed that cannot while the program runs.
    func readSlices(for running: Configuration) throws(ConfigurationError) -> [Slice] {
        var configuration = try read()
        let slices = configuration.slices
        configuration.slices = running.slices
        guard configuration == running else {
            throw ConfigurationError(
                file: file,
                key: "",
                reason: "something else than slices has changed, which needs a restart"
            )
        }
        return slices
    }
}
