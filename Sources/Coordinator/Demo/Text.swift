import Foundation

/// Numbers and times for the one who watches.
enum Text {
    /// A latency to a tenth of a millisecond, or a dash.
    static func milliseconds(_ value: Double?) -> String {
        value.map { String(format: "%.1f", $0) } ?? "–"
    }

    /// A number to two digits after the point, or a dash.
    static func number(_ value: Double?) -> String {
        value.map { String(format: "%.2f", $0) } ?? "–"
    }

    /// A share as a percentage.
    static func percent(_ share: Double?) -> String {
        share.map { String(format: "%.1f %%", 100 * $0) } ?? "–"
    }

    /// A second of Unix time as `13:45:29`.
    static func timeOfDay(_ second: Int64) -> String {
        String(format: "%02d:%02d:%02d", second / 3600 % 24, second / 60 % 60, second % 60)
    }

    /// A moment as `2026-11-23 13:45:29 UTC`.
    static func date(_ milliseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return date.ISO8601Format().replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    /// Text of at least a width, to the right of it.
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// Text of at least a width, to the left of it.
    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
