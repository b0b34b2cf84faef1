internal import Collectors
internal import Glibc
internal import Serving
internal import Shaping

/// The program.
@main
enum EdgeAgent {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch try Options.parse(arguments, read: readText) {
            case .showHelp: show(helpText())
            case .showVersion: show(Version.text + "\n")
            case .shape(let options): try ShaperService.run(options, arguments: arguments)
            case .serve(var options):
                // Half of the descriptors are for files that stay open, a quarter for clients, the rest for what comes and goes.
                options.limits.connections = min(options.limits.connections, max(1, raiseDescriptorLimit() / 4))
                try Agent(options, arguments: arguments).run()
            }
        } catch {
            Log().error(describe(error))
            exit(1)
        }
    }

    /// Takes as many descriptors as the machine allows, because the files of many devices stay open; a shell's limit is for
    /// programs that still use `select`.
    ///
    /// - Returns: How many there are.
    private static func raiseDescriptorLimit() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        let given = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        return Int(clamping: setrlimit(resource, &limit) == 0 ? limit.rlim_cur : given)
    }

    private static func show(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    static func describe(_ error: any Error) -> String {
        switch error {
        case let error as OptionsError:
            return "\(error.culprit): \(error.reason); see --help"
        case let error as ListenError:
            return "cannot \(error.attempt) \(error.address): \(error.reason)"
        case let error as ShaperError:
            return error.reason
        case CollectorSettingsError.badExpression(let flag, let expression, let reason):
            return "\(flag): `\(expression)` is no regular expression: \(reason)"
        case CollectorSettingsError.contradiction(let one, let other):
            return "\(one) and \(other) exclude each other"
        default:
            return "\(error)"
        }
    }
}

/// Reads a file of flags.
func readText(_ path: String) throws(OptionsError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw OptionsError(culprit: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while bytes.count < 1 << 20 {
        var piece = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &piece, piece.count)
        if count < 0 { throw OptionsError(culprit: path, reason: String(cString: strerror(errno))) }
        if count == 0 { break }
        bytes.append(contentsOf: piece.prefix(count))
    }
    return String(decoding: bytes, as: UTF8.self)
}
