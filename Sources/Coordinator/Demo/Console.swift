public import Foundation

/// What the demo says to the one who watches.
public struct Console: Sendable {
    private let handle: FileHandle
    private let isTerminal: Bool

    /// Writes to an open file; lines that replace each other need a terminal.
    public init(_ handle: FileHandle) {
        self.handle = handle
        isTerminal = isatty(handle.fileDescriptor) == 1
    }

    /// A heading: a new phase begins.
    func phase(_ text: String) {
        write("\n\(bold("▶ " + text))\n")
    }

    /// A line that stays.
    func line(_ text: String) {
        write("\(clearing)\(text)\n")
    }

    /// How far a phase is; a terminal shows only the last one, elsewhere every tenth second is written.
    func progress(_ text: String, second: Int) {
        if isTerminal {
            write("\(clearing)  \(text)")
        } else if second.isMultiple(of: 10) {
            write("  \(text)\n")
        }
    }

    /// Ends a line of progress.
    func endProgress() {
        if isTerminal {
            write(clearing)
        }
    }

    /// Text that stands out as bad news, where there is colour.
    func alarming(_ text: String) -> String {
        isTerminal ? "\u{1B}[31m\(text)\u{1B}[0m" : text
    }

    private func bold(_ text: String) -> String {
        isTerminal ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private var clearing: String { isTerminal ? "\r\u{1B}[K" : "" }

    private func write(_ text: String) {
        // Whoever watched has gone away: the demo goes on all the same.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
