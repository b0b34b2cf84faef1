import Foundation

/// A process that can be told from a later one with the same number.
package struct ProcessRecord: Equatable, Sendable {
    package let processID: Int32
    /// When it was started, in clock ticks since the machine was.
    let startTicks: UInt64

    /// Looks up a process; `nil` when there is none, or only its remains.
    package init?(running processID: Int32) {
        guard let stat = FileManager.default.contents(atPath: "/proc/\(processID)/stat") else {
            return nil
        }
        // proc_pid_stat(5): the command's name in parentheses may hold anything; field 3 is the state, 22 the start.
        let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 19, fields[0] != "Z", let startTicks = UInt64(fields[19]) else {
            return nil
        }
        (self.processID, self.startTicks) = (processID, startTicks)
    }

    /// Reads what ``text`` wrote.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let processID = Int32(parts[0]), let startTicks = UInt64(parts[1]) else {
            return nil
        }
        (self.processID, self.startTicks) = (processID, startTicks)
    }

    /// The record as a line.
    package var text: String { "\(processID) \(startTicks)" }

    /// Whether this very process is still there.
    package var isRunning: Bool { ProcessRecord(running: processID) == self }
}
