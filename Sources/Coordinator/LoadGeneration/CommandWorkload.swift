import Synchronization

/// Clients that are programs of their own, as MLO-V2 runs `cassandra-stress`.
///
/// Each client is one process in a process group of its own; stopping it ends the group, so that what the program
/// started ends with it. No shell is involved.
public struct CommandWorkload: Workload {
    private let command: [String]

    /// Describes a workload.
    ///
    /// - Parameter command: A program, looked up in `PATH`, and its arguments.
    /// - Precondition: `command` is not empty.
    public init(command: [String]) {
        precondition(!command.isEmpty, "a command needs a program")
        self.command = command
    }

    /// Never: what the program does inside is not seen.
    public var recordsOperations: Bool { false }

    /// Does nothing.
    public func prepare() async throws {}

    /// Makes a client that runs the program.
    public func makeClient(number: Int, seed: UInt64, recorder: OperationRecorder) -> any LoadClient {
        CommandClient(command, recorder: recorder)
    }
}

/// One process group.
private final class CommandClient: LoadClient {
    private struct State {
        var child: ChildProcess?
        var isStopped = false
    }

    private let command: [String]
    private let recorder: OperationRecorder
    private let state = Mutex(State())

    init(_ command: [String], recorder: OperationRecorder) {
        (self.command, self.recorder) = (command, recorder)
    }

    func run() async {
        do {
            guard let child = try start() else {
                return
            }
            let ending = await child.wait()
            if !state.withLock(\.isStopped) {
                recorder.lostClient(reason: "\(command[0]) ended by itself: \(ending)")
            }
        } catch {
            recorder.lostClient(reason: "\(error)")
        }
    }

    func stop() {
        let child = state.withLock { state in
            state.isStopped = true
            return state.child
        }
        child?.end()
    }

    /// Starts the program, unless the client was stopped before.
    private func start() throws(ChildProcessError) -> ChildProcess? {
        try state.withLock { state throws(ChildProcessError) in
            guard !state.isStopped else {
                return nil
            }
            let child = try ChildProcess(command)
            state.child = child
            return child
        }
    }
}
