internal import CMalloc

/// The C library's memory, from which all Swift objects are.
///
/// Source: `mallopt(3)`, `malloc_trim(3)`.
public enum HeapMemory {
    /// Lets the threads that begin from now on share so many pools of memory with those that are there.
    ///
    /// By itself the C library makes up to eight pools for each processor, and what one of them has freed no other one uses.
    public static func limitPools(to count: Int32) {
        _ = mallopt(M_ARENA_MAX, count)
    }

    /// Asks the kernel for each piece of more than so many bytes by itself, and gives it back as soon as it is freed; the same
    /// with what is free at the end of a pool.
    ///
    /// By itself the C library learns from large pieces that come and go to keep up to 64 MiB of them.
    public static func keepNoMore(than bytes: Int32) {
        _ = mallopt(M_MMAP_THRESHOLD, bytes)
        _ = mallopt(M_TRIM_THRESHOLD, bytes)
    }

    /// Gives back to the kernel what has been freed; takes milliseconds, in which threads that want memory wait.
    public static func giveBack() {
        _ = malloc_trim(0)
    }
}
