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

    /// Gives back to the kernel what has been freed; takes milliseconds, in which threads that want memory wait.
    public static func giveBack() {
        _ = malloc_trim(0)
    }
}
