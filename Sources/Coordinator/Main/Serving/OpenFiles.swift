import Foundation

/// How many files and connections this program may have open at once.
enum OpenFiles {
    /// What serving needs with no client at all: the store, the event loops of each core, one page at a time.
    static var needed: UInt64 { 48 + 8 * UInt64(ProcessInfo.processInfo.activeProcessorCount) }

    /// Raises the limit as far as the system lets a program raise it: slices with many targets, and clients, come on top.
    ///
    /// - Throws: ``ValidationFailure`` when less than ``needed`` is left, for then the libraries below end the program.
    static func raiseLimit() throws(ValidationFailure) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        guard limit.rlim_max >= needed else {
            throw ValidationFailure(
                description: """
                    serving needs \(needed) open files at least, and the limit here is \(limit.rlim_max) (ulimit -n)
                    """
            )
        }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
