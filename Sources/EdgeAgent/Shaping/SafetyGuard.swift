internal import Glibc

/// A second process of the same program that puts the safe states in force when the first one is gone, however it went.
///
/// It waits at the end of a pipe whose other end only the shaper has; the kernel closes that one with the shaper, also
/// after a `SIGKILL`. The guard itself may be killed as well: the shaper sees its end of the pipe break, and starts
/// another.
public struct SafetyGuard: ~Copyable {
    /// The flag that makes a process the guard.
    public static let flag = "--shaping.guard"
    private static let dismissal: UInt8 = 1

    private let pipe: Int32
    private let process: pid_t

    /// Breaks (`POLLERR`) when the guard is gone.
    var descriptor: Int32 { pipe }

    /// Starts a guard.
    ///
    /// - Parameter arguments: Those of this process, which say what is to be guarded.
    /// - Throws: ``ShaperError``.
    init(arguments: [String]) throws(ShaperError) {
        var ends: (read: Int32, write: Int32) = (-1, -1)
        let isOpen = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { Glibc.pipe($0) == 0 }
        }
        guard isOpen else { throw ShaperError(reason: "no pipe to a guard: \(String(cString: strerror(errno)))") }
        defer { close(ends.read) }
        for descriptor in [ends.read, ends.write] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends.read, STDIN_FILENO)
        // The signals that this process holds back are held back there too: a guard does not end before its work.
        var vector: [UnsafeMutablePointer<CChar>?] = (["edge-agent"] + arguments + [SafetyGuard.flag]).map {
            strdup($0)
        }
        vector.append(nil)
        defer { for text in vector { free(text) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, "/proc/self/exe", &actions, nil, &vector, environ)
        guard code == 0 else {
            close(ends.write)
            throw ShaperError(reason: "cannot start a guard: \(String(cString: strerror(code)))")
        }
        (pipe, process) = (ends.write, child)
    }

    deinit {
        close(pipe)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// Lets the guard end without doing anything.
    consuming func dismiss() {
        var byte = SafetyGuard.dismissal
        _ = write(pipe, &byte, 1)
    }

    /// What the guard does: waits, and puts the safe states in force unless it is dismissed.
    ///
    /// - Returns: Whether all interfaces are safe, or still somebody else's business.
    public static func run(_ settings: ShaperSettings, log: (String) -> Void) -> Bool {
        var byte: UInt8 = 0
        var count = 0
        repeat { count = read(STDIN_FILENO, &byte, 1) } while count < 0 && errno == EINTR
        if count == 1 { return true }
        log("the shaper is gone; its guard returns to the safe states")
        var isSafe = false
        for attempt in 0..<60 where !isSafe || attempt < 2 {
            // Twice at least: a `tc` that the shaper had started may have come after the first.
            if attempt > 0 { usleep(isSafe ? 100_000 : 1_000_000) }
            isSafe = Shaper.restore(settings, log: log)
        }
        return isSafe
    }
}
