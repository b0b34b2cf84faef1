internal import CProc2
internal import Glibc

/// The processes cannot be listed.
public struct ProcessTableError: Error, Equatable {
    /// The function of libproc2, or of the loader.
    public var function: String
    /// What it said.
    public var reason: String
}

/// A process as it is now; its name is lent until the next listing.
public struct ProcessRecord {
    /// Its number.
    public var identifier: Int32
    /// Its name, cut at 15 characters, as in `proc_pid_comm(5)`.
    public var name: UnsafeBufferPointer<UInt8>
    /// Ticks of processor time in user mode, 100 a second.
    public var userTicks: UInt64
    /// Ticks of processor time in kernel mode.
    public var systemTicks: UInt64
    /// Page faults that needed a disk.
    public var majorFaults: UInt64
    /// Threads.
    public var threads: Int32
    /// Bytes of address space.
    public var virtualBytes: UInt64
    /// Pages in memory.
    public var residentPages: UInt64
}

/// Lists processes with libproc2.
///
/// Only what stands in `/proc/PID/stat` is asked for: each further file would double what a process costs.
/// Not `Sendable`: the library says nothing about threads. A class, because a failable start leaves a noncopyable structure
/// half made. Source: `procps_pids(3)`.
public final class ProcessTable {
    private typealias New =
        @convention(c) (
            UnsafeMutablePointer<OpaquePointer?>, UnsafeMutablePointer<pids_item>, Int32
        ) -> Int32
    private typealias Unref = @convention(c) (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    private typealias Reap = @convention(c) (OpaquePointer?, pids_fetch_type) -> UnsafeMutablePointer<pids_fetch>?

    private static let library = "libproc2.so.0"
    private static let items: [pids_item] = [
        PIDS_ID_PID, PIDS_CMD, PIDS_TICS_USER, PIDS_TICS_SYSTEM, PIDS_FLT_MAJ, PIDS_NLWP, PIDS_VSIZE_BYTES, PIDS_RSS,
    ]

    private let handle: OpaquePointer
    private let reap: Reap
    private let unref: Unref

    /// Loads the library and asks it for memory.
    ///
    /// - Throws: ``ProcessTableError`` when the library is not installed, or lacks what its header promises.
    public init() throws(ProcessTableError) {
        // The library stays loaded: what it registered with the C library must not vanish.
        guard let loaded = dlopen(ProcessTable.library, RTLD_NOW | RTLD_LOCAL) else {
            throw ProcessTable.loaderError("dlopen")
        }
        guard
            let new = dlsym(loaded, "procps_pids_new"), let reap = dlsym(loaded, "procps_pids_reap"),
            let unref = dlsym(loaded, "procps_pids_unref")
        else {
            throw ProcessTable.loaderError("dlsym")
        }
        self.reap = unsafeBitCast(reap, to: Reap.self)
        self.unref = unsafeBitCast(unref, to: Unref.self)
        var (items, handle) = (ProcessTable.items, OpaquePointer?.none)
        // On failure the library has freed what it took.
        let status = unsafeBitCast(new, to: New.self)(&handle, &items, Int32(items.count))
        guard status == 0, let handle else {
            throw ProcessTableError(function: "procps_pids_new", reason: String(cString: strerror(-status)))
        }
        self.handle = handle
    }

    deinit {
        var handle: OpaquePointer? = handle
        // A handle that cannot be given back leaks; there is nobody left to tell.
        _ = unref(&handle)
    }

    /// Calls `body` with each process.
    ///
    /// - Throws: ``ProcessTableError`` when the library cannot read `/proc`.
    public func visit(_ body: (ProcessRecord) -> Void) throws(ProcessTableError) {
        // The result belongs to the library and is overwritten by the next call.
        guard let fetched = reap(handle, PIDS_FETCH_TASKS_ONLY) else {
            throw ProcessTableError(function: "procps_pids_reap", reason: String(cString: strerror(errno)))
        }
        guard let stacks = fetched.pointee.stacks, let counts = fetched.pointee.counts else { return }
        for index in 0..<Int(counts.pointee.total) {
            guard let stack = stacks[index], let name = proc2_text(stack, 1) else { continue }
            let length = strlen(name)
            name.withMemoryRebound(to: UInt8.self, capacity: length) { name in
                body(
                    ProcessRecord(
                        identifier: proc2_int(stack, 0),
                        name: UnsafeBufferPointer(start: name, count: length),
                        userTicks: proc2_ullong(stack, 2),
                        systemTicks: proc2_ullong(stack, 3),
                        majorFaults: UInt64(proc2_ulong(stack, 4)),
                        threads: proc2_int(stack, 5),
                        virtualBytes: UInt64(proc2_ulong(stack, 6)),
                        residentPages: UInt64(proc2_ulong(stack, 7))
                    )
                )
            }
        }
    }

    private static func loaderError(_ function: String) -> ProcessTableError {
        ProcessTableError(function: function, reason: dlerror().map { String(cString: $0) } ?? "unknown")
    }
}
