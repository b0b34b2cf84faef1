internal import Glibc

/// Puts filters in force by running `tc`, and reads back what is in force.
///
/// Source: `tc(8)`, `tc-tbf(8)`. Arguments are handed over as a vector; no shell sees them.
public struct TrafficControl: Sendable {
    private let program: String

    /// Names the program.
    public init(program: String = "/usr/sbin/tc") {
        self.program = program
    }

    /// Puts `shape` in force on `interface`, or takes the filter away for `nil`, and reads it back.
    ///
    /// The change is one `replace`: packets meet the old filter or the new one, never none.
    ///
    /// - Throws: ``ShapingRefusal/notInForce(_:)``.
    public func apply(_ shape: TrafficShape?, to interface: String) throws(ShapingRefusal) {
        guard let shape else {
            // Deleting what is not there fails, which is as well: what counts is what is there afterwards.
            _ = run(["qdisc", "del", "dev", interface, "root"])
            if try current(interface) != nil { throw .notInForce("the filter of \(interface) is still there") }
            return
        }
        let result = run([
            "qdisc", "replace", "dev", interface, "root", "tbf", "rate", "\(shape.rate)bit", "burst", "\(shape.burst)b",
            "latency", "\(shape.latency)ms",
        ])
        guard result.status == 0 else { throw .notInForce("tc: \(result.output)") }
        let found = try current(interface)
        // The kernel keeps whole bytes a second.
        guard let found, found.rate / 8 == shape.rate / 8 else {
            throw .notInForce("tc was told \(shape.rate) bit/s on \(interface), and says \(found?.rate ?? 0)")
        }
    }

    /// The filter in force on `interface`; `nil` for another discipline or none.
    ///
    /// - Throws: ``ShapingRefusal/notInForce(_:)`` when `tc` cannot say.
    public func current(_ interface: String) throws(ShapingRefusal) -> TrafficShape? {
        let result = run(["-json", "qdisc", "show", "dev", interface, "root"])
        guard result.status == 0 else { throw .notInForce("tc: \(result.output)") }
        return TrafficControl.parse(result.output)
    }

    /// Reads `[{"kind":"tbf",...,"options":{"rate":1250000,"burst":20000,"lat":400000}}]`, whose rate is in bytes a second
    /// and whose latency is in microseconds.
    package static func parse(_ text: String) -> TrafficShape? {
        func rest(after words: String) -> Substring? {
            let start = text.indices.first { text[$0...].hasPrefix(words) }
            return start.map { text[$0...].dropFirst(words.count) }
        }
        func number(_ name: String) -> UInt64? {
            rest(after: "\"\(name)\":").flatMap { UInt64(String($0.drop { $0 == " " }.prefix { $0.isNumber })) }
        }
        guard rest(after: "\"kind\":\"tbf\"") != nil, let rate = number("rate"), let burst = number("burst") else {
            return nil
        }
        return TrafficShape(rate: rate * 8, burst: burst, latency: (number("lat") ?? 0) / 1_000)
    }

    /// For how long the program may run.
    private static let patienceMilliseconds: Int64 = 5_000

    private static func monotonicMilliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Runs the program to its end, or to that of its patience.
    private func run(_ arguments: [String]) -> (status: Int32, output: String) {
        var pipe: (read: Int32, write: Int32) = (-1, -1)
        let isOpen = withUnsafeMutablePointer(to: &pipe) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { Glibc.pipe($0) == 0 }
        }
        guard isOpen else { return (-1, "no pipe") }
        defer { close(pipe.read) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe.write, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipe.write, STDERR_FILENO)
        posix_spawn_file_actions_addclose(&actions, pipe.read)
        posix_spawn_file_actions_addclose(&actions, pipe.write)
        // The signals that the loop holds back must reach the child again.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var vector: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        vector.append(nil)
        defer { for text in vector { free(text) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), nil]
        defer { for text in environment { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, &attributes, &vector, &environment)
        close(pipe.write)
        guard code == 0 else { return (-1, String(cString: strerror(code))) }

        let end = TrafficControl.monotonicMilliseconds() + TrafficControl.patienceMilliseconds
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            var ready = pollfd(fd: pipe.read, events: Int16(POLLIN), revents: 0)
            let left = end - TrafficControl.monotonicMilliseconds()
            let isReady = left > 0 ? poll(&ready, 1, Int32(left)) : 0
            if isReady < 0, errno == EINTR { continue }
            guard isReady != 0 else {
                // Leases end on time, whatever has become of a program that was asked for a moment's work.
                kill(child, SIGKILL)
                output = Array("no answer within \(TrafficControl.patienceMilliseconds) ms".utf8)
                break
            }
            let count = read(pipe.read, &piece, piece.count)
            if count > 0 {
                output.append(contentsOf: piece.prefix(min(count, 65_536 - min(output.count, 65_536))))
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        while output.last == UInt8(ascii: "\n") { output.removeLast() }
        return (status, String(decoding: output, as: UTF8.self))
    }
}
