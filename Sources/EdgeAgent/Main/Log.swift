internal import Glibc

/// Writes lines to the standard error, in the form that the journal and node_exporter's users know.
struct Log {
    /// How much a line matters.
    enum Level: Int {
        case debug, info, warn, error

        init?(name: String) {
            switch name {
            case "debug": self = .debug
            case "info": self = .info
            case "warn": self = .warn
            case "error": self = .error
            default: return nil
            }
        }
    }

    var level = Level.info

    func debug(_ message: @autoclosure () -> String) { write(.debug, message()) }
    func info(_ message: @autoclosure () -> String) { write(.info, message()) }
    func warn(_ message: @autoclosure () -> String) { write(.warn, message()) }
    func error(_ message: @autoclosure () -> String) { write(.error, message()) }

    private func write(_ level: Level, _ message: @autoclosure () -> String) {
        guard level.rawValue >= self.level.rawValue else { return }
        var line = "level=\(level) msg=\""
        for character in message().unicodeScalars {
            switch character {
            case "\"", "\\": line += "\\\(character)"
            case "\n": line += "\\n"
            default: line.unicodeScalars.append(character)
            }
        }
        line += "\"\n"
        line.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
