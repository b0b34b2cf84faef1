import Glibc

/// A moment on the clock that nobody sets.
struct MonotonicTime: Sendable {
    private let nanoseconds: Int64

    static var now: MonotonicTime { MonotonicTime(nanoseconds: Self.read(CLOCK_MONOTONIC)) }

    static func + (moment: MonotonicTime, span: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: moment.nanoseconds + Int64(span / .nanoseconds(1)))
    }

    static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }

    /// Blocks the calling thread until `moment`, or until soon after `isStopped`.
    static func sleep(until moment: MonotonicTime, unless isStopped: () -> Bool) {
        while !isStopped() {
            let left = moment.nanoseconds - now.nanoseconds
            guard left > 0 else {
                return
            }
            var span = timespec(tv_sec: 0, tv_nsec: Int(min(left, 50_000_000)))
            // An interrupted sleep is a shorter one: the loop looks again.
            nanosleep(&span, nil)
        }
    }

    fileprivate static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// The time of day.
enum UTC {
    /// Now, in milliseconds since the Unix epoch.
    static var milliseconds: Int64 { MonotonicTime.read(CLOCK_REALTIME) / 1_000_000 }
}
