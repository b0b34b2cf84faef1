import Foundation
import Synchronization

/// How far a long piece of work has come, and how long it will take yet, on the standard error.
///
/// A terminal shows one line that is rewritten; elsewhere a line is written every ten seconds. Work of under a second shows
/// nothing.
final class ProgressLine: Sendable {
    private let title: String
    private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    private let start = ContinuousClock.now
    private let shown: Mutex<ContinuousClock.Instant>

    init(_ title: String) {
        self.title = title
        shown = Mutex(start)
    }

    /// Tells how far it is, from any thread.
    func update(share: Double) {
        let now = ContinuousClock.now
        let isDue = shown.withLock { last in
            guard now - last >= (isTerminal ? .seconds(1) : .seconds(10)) else { return false }
            last = now
            return true
        }
        guard isDue, share > 0 else { return }
        let left = (now - start) / .seconds(1) * (1 - share) / share
        let text = "\(title): \(Int(share * 100)) %, \(Int(left.rounded(.up))) s left"
        write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
    }

    /// Clears the line.
    func end() {
        if isTerminal { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        // Whoever watched has gone away: the work goes on all the same.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
