import RedisConnection
import Synchronization

/// One connection that is used at random moments.
///
/// The moments form a Poisson process and do not depend on the answers (an open loop). An operation that cannot start
/// in time because the one before still waits is late, and its latency counts from when it was meant to start: a server
/// that stands still is seen in every operation that it kept waiting.
final class RedisClient: LoadClient {
    private let settings: RedisWorkload.Settings
    private let random: SplitMix64
    private let recorder: OperationRecorder
    private let breaker = RedisBreaker()

    init(_ settings: RedisWorkload.Settings, random: SplitMix64, recorder: OperationRecorder) {
        (self.settings, self.random, self.recorder) = (settings, random, recorder)
    }

    func run() async {
        await BlockingThread.run { self.work() }
    }

    func stop() {
        breaker.cut()
    }

    private func work() {
        var arrivals = Arrivals(settings, random: random)
        // The first operation is due after a wait, not at once: clients that start together must not march in step.
        var due = MonotonicTime.now + arrivals.nextWait()
        while !breaker.isCut {
            do {
                let redis = try RedisConnection(
                    host: settings.host,
                    port: settings.port,
                    timeout: settings.patience,
                    breaker: breaker
                )
                try work(on: redis, &arrivals, &due)
            } catch {
                // The operation at hand has been noted. After a pause there is another connection.
                MonotonicTime.sleep(until: MonotonicTime.now + .milliseconds(200)) { breaker.isCut }
                giveUpOverdue(&arrivals, &due, reason: "\(error)")
            }
        }
    }

    private func work(
        on redis: borrowing RedisConnection,
        _ arrivals: inout Arrivals,
        _ due: inout MonotonicTime
    ) throws(RedisError) {
        let value = [UInt8](repeating: UInt8(ascii: "w"), count: settings.valueBytes)
        while true {
            MonotonicTime.sleep(until: due) { breaker.isCut }
            guard !breaker.isCut else {
                return
            }
            giveUpOverdue(&arrivals, &due, reason: nil)
            let (kind, key) = arrivals.nextOperation()
            let intended = due
            due = due + arrivals.nextWait()
            do {
                switch kind {
                case .read: _ = try redis.get(key)
                case .write: try redis.set(key, to: value)
                }
            } catch {
                if !breaker.isCut {
                    let latency = MonotonicTime.now - intended
                    recorder.failed(kind, latency: latency, atMilliseconds: UTC.milliseconds, reason: "\(error)")
                }
                throw error
            }
            recorder.answered(kind, latency: MonotonicTime.now - intended, atMilliseconds: UTC.milliseconds)
        }
    }

    /// Skips the operations that nobody would have waited for any longer.
    private func giveUpOverdue(_ arrivals: inout Arrivals, _ due: inout MonotonicTime, reason: String?) {
        let now = MonotonicTime.now
        while now - due > settings.patience, !breaker.isCut {
            let (kind, _) = arrivals.nextOperation()
            recorder.dropped(kind, latency: now - due, atMilliseconds: UTC.milliseconds)
            due = due + arrivals.nextWait()
        }
        if let reason, !breaker.isCut {
            recorder.note(failure: reason)
        }
    }
}

/// The random course of one client: when its operations are due, and what they do.
struct Arrivals {
    private let waits: ExponentialDistribution
    private let readShare: Double
    private let keyCount: Int
    private var random: SplitMix64

    init(_ settings: RedisWorkload.Settings, random: SplitMix64) {
        waits = ExponentialDistribution(mean: 1 / settings.operationsPerSecond)
        readShare = settings.readShare
        keyCount = settings.keyCount
        self.random = random
    }

    mutating func nextWait() -> Duration {
        .nanoseconds(Int64(waits.sample(using: &random) * 1e9))
    }

    mutating func nextOperation() -> (kind: OperationKind, key: String) {
        let kind: OperationKind = Double.random(in: 0..<1, using: &random) < readShare ? .read : .write
        return (kind, RedisWorkload.key(Int.random(in: 0..<keyCount, using: &random)))
    }
}
