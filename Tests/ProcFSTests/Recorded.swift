import Foundation
import ProcFS
import Testing

/// Where recorded files are, found beside this file.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

/// Lends `text` to `body` as if the kernel had written it.
func withText<Result>(_ text: String, _ body: (KernelText) throws -> Result) rethrows -> Result {
    try Array(text.utf8).withUnsafeBufferPointer { try body(KernelText($0)) }
}

/// Lends the text of a recorded file.
func withRecorded<Result>(_ path: String, _ body: (KernelText) throws -> Result) throws -> Result {
    let bytes = try [UInt8](Data(contentsOf: fixtures.appending(path: path)))
    return try bytes.withUnsafeBufferPointer { try body(KernelText($0)) }
}
