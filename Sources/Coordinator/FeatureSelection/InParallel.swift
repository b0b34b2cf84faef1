import Dispatch
import Synchronization

/// The values of a pure function at 0 to `count - 1`, computed on all cores.
///
/// The order of the result does not depend on the number of cores.
func inParallel<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
    guard count > 1 else { return (0..<count).map(body) }
    // Small chunks, because columns differ in cost; a lock for each chunk costs nothing against the work in it.
    let chunk = max(1, min(64, count / 32))
    let chunks = (count + chunk - 1) / chunk
    let results = Mutex([[Value]](repeating: [], count: chunks))
    DispatchQueue.concurrentPerform(iterations: chunks) { index in
        let values = (index * chunk..<min(count, (index + 1) * chunk)).map(body)
        results.withLock { $0[index] = values }
    }
    return results.withLock { $0.flatMap(\.self) }
}
