import Glibc
import Synchronization

/// A program could not be started.
public struct ChildProcessError: Error, Equatable, CustomStringConvertible {
    /// The program and its arguments.
    public var command: [String]
    /// Why the system refused.
    public var errno: Int32

    /// What was attempted and what was found, in a sentence.
    public var description: String {
        "cannot start \(command.joined(separator: " ")): \(String(cString: strerror(errno)))"
    }
}

/// A running program that leads a process group of its own, so that all that it starts can be ended with it.
///
/// No shell is involved. The program gets no input and starts with no signal blocked or ignored.
public final class ChildProcess: Sendable {
    /// How a program ended.
    public enum Ending: Sendable, Equatable {
        /// It returned this status.
        case exited(Int32)
        /// This signal ended it.
        case killed(signal: Int32)
    }

    private struct State {
        var ending: Ending?
        var waiters: [CheckedContinuation<Ending, Never>] = []
    }

    /// The program's process id, which is also its group's.
    public let processID: Int32
    private let state = Mutex(State())

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - command: The program, looked up in `PATH` when it has no slash, and its arguments.
    ///   - outputPath: The file that gets both of its outputs, at its end; `nil` discards them.
    /// - Throws: ``ChildProcessError`` when the system refuses.
    /// - Precondition: `command` is not empty.
    public init(_ command: [String], outputPath: String? = nil) throws(ChildProcessError) {
        precondition(!command.isEmpty, "a command needs a program")
        var processID: pid_t = 0
        let status = Self.spawn(command, outputPath: outputPath ?? "/dev/null", &processID)
        guard status == 0 else {
            throw ChildProcessError(command: command, errno: status)
        }
        self.processID = processID
        BlockingThread.start { self.reap() }
    }

    /// How the program ended; `nil` while it runs.
    public var ending: Ending? { state.withLock(\.ending) }

    /// Waits until the program has ended.
    public func wait() async -> Ending {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state in
                if state.ending == nil {
                    state.waiters.append(continuation)
                }
                return state.ending
            }
            if let ending {
                continuation.resume(returning: ending)
            }
        }
    }

    /// Sends a signal to the whole group; nothing happens when the program has ended.
    public func send(_ signal: Int32) {
        // Under the lock the process id is still ours: it is given back to the system only after `ending` is set.
        state.withLock { state in
            if state.ending == nil {
                kill(-processID, signal)
            }
        }
    }

    /// Asks the whole group to end, and makes it end when it has not after `patience`; returns at once.
    public func end(patience: Duration = .seconds(2)) {
        send(SIGTERM)
        BlockingThread.start {
            MonotonicTime.sleep(until: MonotonicTime.now + patience) { self.ending != nil }
            self.send(SIGKILL)
        }
    }

    /// Ends the whole group like ``end(patience:)``, and waits until it is gone.
    ///
    /// A task that is cancelled waits as well: there is nothing to leave behind.
    @discardableResult
    public func stop(patience: Duration = .seconds(2)) async -> Ending {
        end(patience: patience)
        return await wait()
    }

    private func reap() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        let waiters = state.withLock { state in
            // The leader is gone but still holds its number; what it left behind in its group goes, too.
            kill(-processID, SIGKILL)
            var status: Int32 = 0
            waitpid(processID, &status, 0)
            let signal = status & 0x7F
            state.ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters {
            waiter.resume(returning: ending ?? .exited(0))
        }
    }

    /// What this process was given by whoever started it is not for its children: they would keep it open.
    private static func closeOthersOnExecution() {
        guard let directory = opendir("/proc/self/fd") else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let descriptor = Int32(name), descriptor > 2 else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    private static func spawn(_ command: [String], outputPath: String, _ processID: inout pid_t) -> Int32 {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        closeOthersOnExecution()

        var arguments = command.map { strdup($0) } + [nil]
        defer {
            for argument in arguments {
                free(argument)
            }
        }
        return posix_spawnp(&processID, command[0], &actions, &attributes, &arguments, environ)
    }
}
