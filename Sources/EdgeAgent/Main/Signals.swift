internal import CLinux
internal import Glibc

/// The signals that the agent acts on, turned into something that `poll` can wait for.
struct Signals: ~Copyable {
    /// Readable when a signal has arrived.
    let descriptor: Int32

    /// Holds the signals back from their default effect.
    init() {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
        sigprocmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, Int32(SFD_NONBLOCK) | Int32(SFD_CLOEXEC))
        // A client that hangs up is an error of one write, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
    }

    deinit {
        _ = close(descriptor)
    }

    /// Takes the next signal; `nil` when there is none.
    func next() -> Int32? {
        var signal = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        return read(descriptor, &signal, size) == size ? Int32(signal.ssi_signo) : nil
    }
}
