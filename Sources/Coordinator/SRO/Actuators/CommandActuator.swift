/// Puts a flavor in force by running a program.
struct CommandActuator: Actuator {
    private let settings: CommandSettings
    private let slice: String
    private let fencing: UInt64

    init(_ settings: CommandSettings, slice: String, fencing: UInt64 = 0) {
        self.fencing = fencing
        self.settings = settings
        self.slice = slice
    }

    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String {
        let command = try filled(settings.apply, flavor: flavor)
        _ = try await CommandRun.output(of: command, withinSeconds: settings.timeoutSeconds)
        guard !settings.verify.isEmpty else { return "\"\(command.joined(separator: " "))\" ended well" }
        guard try await isInForce(flavor) == true else {
            throw .notVerified(wanted: flavor.id, found: "something else, says the verifying command")
        }
        return "\"\(command.joined(separator: " "))\" ended well and was verified"
    }

    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool? {
        guard !settings.verify.isEmpty else { return nil }
        do {
            let command = try filled(settings.verify, flavor: flavor)
            _ = try await CommandRun.output(of: command, withinSeconds: settings.timeoutSeconds)
            return true
        } catch .commandFailed {
            return false
        }
    }

    private func filled(_ words: [String], flavor: Flavor) throws(ActuatorError) -> [String] {
        var filledWords: [String] = []
        for word in words {
            filledWords.append(try settings.filled(word, slice: slice, flavor: flavor, fencing: fencing))
        }
        return filledWords
    }
}

extension CommandSettings {
    /// Replaces `{slice}`, `{flavor}`, `{fencing}` and `{NAME}` for the flavor's settings inside one word.
    ///
    /// - Throws: ``ActuatorError/setting(flavor:name:found:)`` for a name that the flavor does not have.
    func filled(_ word: String, slice: String, flavor: Flavor, fencing: UInt64 = 0) throws(ActuatorError) -> String {
        var result = ""
        var rest = Substring(word)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            switch name {
            case "slice": result += slice
            case "flavor": result += flavor.id
            case "fencing": result += "\(fencing)"
            default:
                guard let value = flavor.settings[name] else {
                    throw .setting(flavor: flavor.id, name: name, found: nil)
                }
                result += value
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
