import Dispatch
import Synchronization

/// The values of a pure function at 0 to `count - 1`, computed on all cores.
///
/// The order of the result does not depend on the number of cores.
func inParallel<Value: Sendable>(
    _ count: Int,
    progress: SelectionProgress? = nil,
    _ body: @Sendable (Int) -> Value
) -> [Value] {
    // Small chunks, because columns differ in cost; a lock for each chunk costs nothing against the work in it.
    let chunk = max(1, (count + 99) / 100)
    let chunks = (count + chunk - 1) / chunk
    let results = Mutex((values: [[Value]](repeating: [], count: chunks), done: 0))
    DispatchQueue.concurrentPerform(iterations: chunks) { index in
        let values = (index * chunk..<min(count, (index + 1) * chunk)).map(body)
        let done = results.withLock { state in
            state.values[index] = values
            state.done += values.count
            return state.done
        }
        progress?(done, count)
    }
    return results.withLock { $0.values.flatMap(\.self) }
}
