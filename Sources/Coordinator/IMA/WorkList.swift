import Synchronization

/// The groups of an extraction that are to be done yet, for several tasks to take from.
final class WorkList: Sendable {
    private struct State {
        var rest: ArraySlice<Int>
        var done: Int
    }

    private let state: Mutex<State>

    init(_ groups: [Int], done: Int) {
        state = Mutex(State(rest: groups[...], done: done))
    }

    /// Takes a group; `nil` when all are taken.
    func next() -> Int? { state.withLock { $0.rest.popFirst() } }

    /// Counts a group as done; how many are.
    func finish() -> Int {
        state.withLock { state in
            state.done += 1
            return state.done
        }
    }
}
